// The task pane in Word: find wording like the selection and insert it with its source; check the document's text.

import { get, post } from "./api.js";
import { fetching, stop, work } from "./check/run.js";
import { byId } from "./dom.js";
import { html, icon, nothing, render } from "./html.js";
import { found } from "./office/found.js";
import { remark, report } from "./office/report.js";
import * as word from "./office/word.js";
import { selectedIn } from "./find/reader.js";
import { quotation } from "./quote.js";
import { toast } from "./toast.js";
import { say, sayError } from "./words.js";

const FOUND = 10;
const VIEWS = ["find", "check"];

// --- find

async function search(query) {
  if (!query.trim()) return toast(say("nothing_selected"));
  byId("pane-query").value = query;
  byId("pane-status").textContent = say("searching");
  try {
    const { results } = await post("/v1/search", { query, k: FOUND });
    byId("pane-status").textContent = say(results.length ? "pane_found" : "pane_nothing", { count: results.length });
    render(found(results, act), byId("pane-results"));
  } catch (error) {
    byId("pane-status").textContent = sayError(error);
    render(nothing, byId("pane-results"));
  }
}

// --- check

let checked = null; // { report, texts, active }: the last check, and the paragraphs it was made of

async function check() {
  const texts = await inDocument(word.paragraphTexts);
  if (!texts) return;
  if (!texts.join("").trim()) return toast(say("empty_document"));
  const result = await work((signal) =>
    post("/v1/check", { text: texts.join("\n"), name: say("word_document"), nearest: 0, background: true }, signal),
  );
  const answer = result && (await fetching((signal) => get(`/v1/checks/${result.check_id}`, signal)));
  if (!answer) return;
  checked = { report: answer, texts, active: -1 };
  draw();
  byId("pane-figures").focus();
}

function draw() {
  render(report(checked, act), byId("pane-report"));
}

/** Where a span of the report lies in Word. The service counts code points, strings count UTF-16 units. */
function stretchOf(span) {
  const points = checked.points ?? (checked.points = Array.from(checked.texts.join("\n")));
  const start = points.slice(0, span.start).join("").length;
  return word.stretchOf(checked.texts, start, start + points.slice(span.start, span.end).join("").length);
}

async function comment(spans) {
  const placed = await inDocument(() => word.comment(spans.map((span) => ({ stretch: stretchOf(span), text: remark(span) }))));
  if (placed === null) return;
  toast(say(placed < spans.length ? "commented_some" : "commented", { count: placed, missing: spans.length - placed }));
}

const act = {
  /** The passage, or the part of it that the writer has selected in the pane. */
  async insert(hit, event) {
    const text = selectedIn(event.target.closest(".hit")) || hit.text;
    const done = await inDocument(async () => {
      await word.insert(quotation(text, hit.document));
      return true;
    });
    if (done) toast(say("inserted"));
  },
  async look(index) {
    checked.active = index;
    draw();
    const there = await inDocument(() => word.select(stretchOf(checked.report.spans[index])));
    if (there === false) toast(say("text_changed"));
  },
  comment: (index) => comment([checked.report.spans[index]]),
  commentAll: () => comment(checked.report.spans),
  canComment: word.canComment,
};

/** What Word refuses is said, not thrown: a document that is protected or just being edited elsewhere. */
async function inDocument(run) {
  try {
    return await run();
  } catch (error) {
    toast(say("word_refused", { why: error.message ?? "" }));
    return null;
  }
}

// --- the pane

function show(view) {
  for (const each of VIEWS) {
    byId(`tab-${each}`).setAttribute("aria-selected", String(each === view));
    byId(`tab-${each}`).tabIndex = each === view ? 0 : -1;
    byId(`panel-${each}`).hidden = each !== view;
  }
}

function setUpTabs() {
  for (const view of VIEWS) {
    byId(`tab-${view}`).addEventListener("click", () => show(view));
    byId(`tab-${view}`).addEventListener("keydown", ({ key }) => {
      if (key !== "ArrowLeft" && key !== "ArrowRight") return;
      const other = VIEWS[1 - VIEWS.indexOf(view)];
      show(other);
      byId(`tab-${other}`).focus();
    });
  }
}

async function setUp() {
  setUpTabs();
  byId("pane-form").addEventListener("submit", (event) => {
    event.preventDefault();
    search(byId("pane-query").value);
  });
  byId("stop").addEventListener("click", stop);
  if (!(await word.inWord())) return render(html`<p class="warning">${icon("triangle-alert")}${say("not_in_word")}</p>`, byId("pane-notice"));
  byId("take-selection").disabled = byId("check-document").disabled = false;
  byId("take-selection").addEventListener("click", async () => {
    const text = await inDocument(word.selectedText);
    if (text !== null) search(text);
  });
  byId("check-document").addEventListener("click", check);
}

setUp();
