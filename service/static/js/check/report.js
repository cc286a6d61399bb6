// A report: draws it, and does what its buttons say. The service judges; the page only asks and shows.

import { get, post } from "../api.js";
import { byId } from "../dom.js";
import { html, render } from "../html.js";
import { toast } from "../toast.js";
import { say, sayError } from "../words.js";
import { sourcesSide } from "./cards.js";
import { actions, figures, filters, warnings } from "./controls.js";
import { draftParagraphs, drawMap, estimateHeights, markActive, scrollSide } from "./draft.js";
import { openEditor, undo } from "./edit.js";
import { chooseWord, takeDraft, takeReport } from "./files.js";
import { asked, asQuery, state, thresholdsOf } from "./state.js";

// A slider that is being drawn is not answered at each step.
const CALM_MS = 120;
// Neighbours are looked up anew for each paragraph: not for long drafts.
const NEAR_CHARS = 6000;
let timer = 0;
let asking = null;
let keptIds = new Set();
let fresh = () => {};

/** What is called when the writer wants to check another draft. */
export function onFresh(act) {
  fresh = act;
}

/** Show a check that has just been made or opened. */
export function open(report, { file = null, isKept = false } = {}) {
  Object.assign(state, { report, file, source: null, active: -1, editing: false, undo: [], near: [], thresholds: thresholdsOf(report) });
  if (isKept) keptIds.add(report.id);
  byId("report").hidden = false;
  draw();
  if (report.complete && report.id && report.draft.text && report.figures.characters <= NEAR_CHARS) lookAround(report.id);
}

/** The same check judged anew, edited, or with spans dismissed. */
function show(report) {
  Object.assign(state, { report, active: -1 });
  if (state.source !== null && !report.sources.some(({ document }) => document.id === state.source)) state.source = null;
  draw();
}

const act = {
  judge() {
    clearTimeout(timer);
    drawControls();
    timer = setTimeout(judge, CALM_MS);
  },
  source(id) {
    Object.assign(state, { source: id, active: -1 });
    draw();
  },
  look: (index, fromSources) => look(index, fromSources),
  edit(index) {
    look(index, true);
    const span = state.report.spans[index];
    const paragraph = [...pane().children].find((each) => Number(each.dataset.start) <= span.start && span.start <= Number(each.dataset.end));
    if (paragraph) edit(paragraph, span);
  },
  dismiss: (index) => askReason(state.report.spans[index]),
  restore: (span) => change("dismiss", { start: span.start, end: span.end, reason: null }),
  async undo() {
    const report = await undo();
    if (report) show(report);
  },
  editing() {
    state.editing = !state.editing;
    draw();
  },
  async keep() {
    const report = await change("keep", { keep: "with_text" }, false);
    if (!report) return;
    keptIds.add(report.id);
    drawControls();
    toast(say("kept_now"));
  },
  isKept: () => keptIds.has(state.report.id),
  fresh: () => fresh(),
  takeReport: (format) => closing("take-report", () => takeReport(format)),
  chooseWord: () => chooseWord(() => {
    closing("take-draft", () => takeDraft("docx"));
    drawControls();
  }),
  takeDraft: (format) => closing("take-draft", () => takeDraft(format)),
};

const pane = () => byId("draft-text");

function closing(menu, run) {
  byId(menu).open = false;
  run();
}

function draw() {
  drawControls();
  const scrolled = pane()?.scrollTop ?? 0;
  render(sides(), byId("sides"));
  pane().replaceChildren(...draftParagraphs());
  estimateHeights(pane());
  pane().scrollTop = scrolled;
  if (state.editing) openable();
  drawSources();
  drawMap(byId("map"), pane());
}

function drawControls() {
  const { report } = state;
  render(
    html`<header class="report-head"><h2>${report.draft.name || say("report_head")}</h2>${actions(act)}</header>
      ${figures()} ${warnings()} ${report.draft.text === null ? "" : filters(act)}`,
    byId("controls"),
  );
}

function drawSources() {
  render(sourcesSide(act), byId("sources"));
}

function sides() {
  return html`
    <section class="draft-side">
      <h2 id="draft-head">${say("your_draft")}</h2>
      <div class="draft-and-map">
        <div id="draft-text" class="text draft-text ${state.editing ? "editing" : ""}" tabindex="0" role="region" aria-labelledby="draft-head"
          @click=${clicked} @keydown=${pressed} @dblclick=${(event) => !state.editing && editAt(event)}></div>
        <svg id="map" class="map" role="img" aria-label=${say("map_label")} preserveAspectRatio="none"></svg>
      </div>
    </section>
    <section class="sources-side">
      <h2 id="sources-head">${say("spans")}</h2>
      <div id="sources" class="sources" tabindex="0" role="region" aria-labelledby="sources-head"></div>
    </section>`;
}

function clicked(event) {
  if (event.target.closest(".editor")) return;
  if (state.editing) return editAt(event);
  const link = event.target.closest("[data-span]");
  if (!link) return;
  event.preventDefault();
  look(Number(link.dataset.span), false);
}

/** In editing, Enter on a paragraph opens it. */
function pressed(event) {
  if (state.editing && event.key === "Enter" && event.target.matches("p")) {
    event.preventDefault();
    edit(event.target, null);
  }
}

function editAt(event) {
  const paragraph = event.target.closest("p");
  if (!paragraph || paragraph.closest(".editor")) return;
  event.preventDefault();
  edit(paragraph, null);
}

function edit(paragraph, span) {
  openEditor(paragraph, span, (report) => {
    if (report) show(report);
    else drawMap(byId("map"), pane());
  });
}

function openable() {
  for (const each of pane().children) Object.assign(each, { tabIndex: 0, role: "button" });
}

/** Look at a span: both sides go there, and what differs is marked on both. */
function look(index, fromSources) {
  state.active = index;
  drawSources();
  const inDraft = markActive(pane());
  const card = byId(`span-${index}`);
  if (fromSources || isSideBySide()) bringIntoSight(inDraft, pane());
  if (!fromSources || isSideBySide()) bringIntoSight(card, byId("sources"));
  (fromSources ? inDraft : card)?.focus({ preventScroll: true });
}

/** Beside each other both sides scroll by themselves and the page stays; one above the other the page scrolls. */
function bringIntoSight(element, side) {
  if (!element) return;
  if (!isSideBySide()) return element.scrollIntoView({ block: "center" });
  const from = element.getBoundingClientRect().top - side.getBoundingClientRect().top;
  scrollSide(side, side.scrollTop + from - side.clientHeight / 4);
}

const isSideBySide = () => matchMedia("(min-width: 60rem)").matches;

async function judge() {
  asking?.abort();
  asking = new AbortController();
  try {
    show(await get(`/v1/checks/${state.report.id}?${asQuery()}`, asking.signal));
  } catch (error) {
    if (error.name !== "AbortError") toast(sayError(error));
  }
}

async function lookAround(id) {
  const answer = await get(`/v1/checks/${id}?nearest=1`).catch(() => null);
  if (!answer || state.report?.id !== id) return;
  state.near = answer.paragraphs;
  drawSources();
}

async function change(what, body, isShown = true) {
  try {
    const report = await post(`/v1/checks/${state.report.id}/${what}`, isShown ? { ...asked(), ...body } : body);
    if (isShown) show(report);
    return report;
  } catch (error) {
    toast(sayError(error));
    return null;
  }
}

/** Ask why a span shall not count. */
function askReason(span) {
  const dialog = byId("dismiss-dialog");
  byId("dismiss-text").textContent = span.text;
  byId("dismiss-note").value = "";
  dialog.onclose = () => {
    if (dialog.returnValue !== "yes") return;
    change("dismiss", { start: span.start, end: span.end, reason: byId("dismiss-reason").value, note: byId("dismiss-note").value });
  };
  dialog.returnValue = "";
  dialog.showModal();
}

addEventListener("resize", () => state.report && pane() && drawMap(byId("map"), pane()));
