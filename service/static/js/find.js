// Find: a question, its answers, one of them open beside them. All of it is in the address.

import { get, post } from "./api.js";
import { byId } from "./dom.js";
import { chosenFilters, facetList } from "./find/facets.js";
import { takeKeys } from "./find/keys.js";
import { paneOf, reader, selectedIn } from "./find/reader.js";
import { resultList } from "./find/results.js";
import { counting, isAsking, PAGE, question, read, write } from "./find/state.js";
import { html, icon, nothing, render } from "./html.js";
import { latest, onTyping } from "./latest.js";
import { copy, quotation } from "./quote.js";
import { fullDocument } from "./texts.js";
import { inLanguage, say, sayError } from "./words.js";

// So long after an answer, in milliseconds, the next key has come or does not come soon.
const CALM_MS = 200;
// As in find.css: below, there is one column.
const NARROW = matchMedia("(max-width: 64rem)");

let state = read(location.search);
let answer = null;
let facets = {};
let liked = null; // the passage of "more like this"
let pane = null;
let asked = ""; // the question that `answer` answers, as JSON
let counted = ""; // that of `facets`
let tookMs = 0;
let counter = 0;

// --- the address

/** Go to a changed state: a step to come back from, unless it is only typing. */
function go(change, { isStep = true } = {}) {
  state = { ...state, ...change };
  const address = write(state);
  if (address !== location.search) history[isStep ? "pushState" : "replaceState"](null, "", address);
  return follow();
}

/** Bring the page to the state. */
async function follow() {
  const box = byId("query");
  if (box.value !== state.query && document.activeElement !== box) box.value = state.query;
  byId("mode").value = state.mode;
  byId("to-phrases").href = inLanguage(`/phrases${state.query ? `?q=${encodeURIComponent(state.query)}` : ""}`);
  await Promise.all([showLiked(), isAsking(state) ? ask(JSON.stringify(question(state))) : clear()]);
  await showPane();
}

addEventListener("popstate", () => {
  state = read(location.search);
  byId("query").value = state.query;
  follow();
});

// --- asking

const ask = latest(async (wanted, isOverdue) => {
  clearTimeout(counter);
  if (wanted === asked) return draw();
  byId("results-place").setAttribute("aria-busy", "true");
  if (!answer) byId("find-status").textContent = say("searching");
  const began = performance.now();
  try {
    answer = await post("/v1/search", JSON.parse(wanted));
    asked = wanted;
    tookMs = performance.now() - began;
    await draw();
    if (!isOverdue()) counter = setTimeout(count, CALM_MS);
  } catch (error) {
    [answer, asked] = [null, ""];
    render(nothing, byId("results-place"));
    byId("find-status").textContent = sayError(error);
  } finally {
    byId("results-place").removeAttribute("aria-busy");
  }
});

/** The facets come after the results, when no key has followed: neither these nor the next ones wait for them. */
async function count() {
  const wanted = JSON.stringify(counting(state));
  if (wanted === counted || !isAsking(state)) return;
  const found = await post("/v1/search", JSON.parse(wanted)).catch(() => null);
  if (!found || !isAsking(state)) return;
  [facets, counted] = [found.facets, wanted];
  await draw();
}

function clear() {
  clearTimeout(counter);
  [answer, asked, facets, counted] = [null, "", {}, ""];
  byId("find").classList.remove("has-results");
  byId("find-status").textContent = "";
  for (const place of ["results-place", "facets", "tools"]) render(nothing, byId(place));
}

// --- showing

async function draw() {
  if (!answer) return;
  byId("find").classList.add("has-results");
  render(facetList(facets, state.filters, choose, () => go({ filters: {}, count: PAGE })), byId("facets"));
  render(tools(), byId("tools"));
  render(
    html`${resultList(answer.results, state, act)}
    ${answer.has_more
      ? html`<button type="button" id="more" class="quiet" @click=${() => go({ count: state.count + PAGE }, { isStep: false })}>
          ${icon("chevron-down")}${say("more")}</button>`
      : nothing}`,
    byId("results-place"),
  );
  const drawn = answer;
  const said = await summary();
  if (answer === drawn) byId("find-status").textContent = said; // else something newer has been said meanwhile
}

async function summary() {
  const count = answer.results.length;
  if (!count) return (await get("/v1/info")).documents ? say("nothing") : say("empty_corpus");
  const said = [say("found", { count: `${count}${answer.has_more ? "+" : ""}` }), `${Math.round(answer.took_ms)} ms`];
  if (answer.query_windows > 1) said.push(say("windows"));
  return said.join(" · ");
}

function tools() {
  const understood = answer.understood;
  return html`
    ${chosenFilters(state.filters, choose)}
    ${understood
      ? html`<p class="hint">${[
          ...understood.phrases.map((text) => say("must_hold", { text })),
          ...understood.excluded.map((text) => say("must_not_hold", { text })),
          ...Object.entries(understood.fields).map(([name, values]) => `${say(`facet_${name}`)} ${values.join("、")}`),
        ].join(" · ")}</p>`
      : nothing}
    <div class="row">
      <label>${say("sort")} <select class="small" @change=${(event) => go({ sort: event.target.value })}>
        <option value="similarity" ?selected=${state.sort === "similarity"}>${say("sort_similarity")}</option>
        <option value="date" ?selected=${state.sort === "date"}>${say("sort_date")}</option>
      </select></label>
      <button type="button" class="quiet small" aria-pressed=${String(state.grouped)} @click=${() => go({ grouped: !state.grouped })}>
        ${icon("layers")}${say("group_by_document")}</button>
    </div>`;
}

function choose(name, value) {
  const now = state.filters[name] ?? [];
  const values = now.includes(value) ? now.filter((each) => each !== value) : [...now, value];
  const filters = { ...state.filters, [name]: values };
  if (!values.length) delete filters[name];
  go({ filters, count: PAGE });
}

async function showLiked() {
  if (!state.like) liked = null;
  else if (liked?.id !== state.like) liked = await get(`/v1/passages/${state.like}?before=0&after=0`).catch(() => null);
  byId("query").required = !state.like;
  render(
    liked
      ? html`<div class="liked row"><span>${icon("scan-search")}</span>
          <p><b>${say("like_this")}</b> ${liked.text.slice(0, 120)}${liked.text.length > 120 ? "……" : ""}
            <span class="facts">${liked.document.title}</span></p>
          <button type="button" class="icon-button push" aria-label=${say("close")} @click=${() => go({ like: null, open: null })}>${icon("x")}</button></div>`
      : nothing,
    byId("liked"),
  );
}

async function showPane() {
  if (!state.open || !isAsking(state)) pane = null;
  else if (pane?.hit.id !== state.open) {
    try {
      const hit = answer?.results.find(({ id }) => id === state.open) ?? (await asHit(state.open));
      pane = paneOf(hit, await fullDocument(hit.document.id));
    } catch (error) {
      pane = null;
      byId("find-status").textContent = sayError(error);
    }
  }
  byId("find").classList.toggle("has-pane", Boolean(pane));
  byId("pane").hidden = !pane;
  coverRest();
  render(pane ? reader(pane, act) : nothing, byId("pane"));
  if (pane) byId("pane").querySelector(".spot u, .spot mark, .spot")?.scrollIntoView({ block: "nearest" });
  draw();
}

/** Where the pane lies over the whole window, what is under it can be neither reached nor read out. */
function coverRest() {
  const covers = Boolean(pane) && NARROW.matches;
  for (const each of document.querySelectorAll(".skip, .top, .find-top, #liked, .facets, .answers, .foot")) each.inert = covers;
}

/** A passage that is not among the results, as a hit: an address may name any. */
async function asHit(id) {
  const passage = await get(`/v1/passages/${id}?before=0&after=0`);
  const isPart = passage.paragraph[0] !== passage.start || passage.paragraph[1] !== passage.end;
  return { ...passage, highlights: [], sentence: isPart ? { start: passage.start, end: passage.end } : null };
}

// --- doing

const act = {
  /** Open beside the results; with a modifier key the link is a link. */
  async open(hit, event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    if (state.open !== hit.id) await go({ open: hit.id });
    byId("pane").querySelector("h2")?.focus({ preventScroll: true });
  },
  /** A click into the text opens, too, unless it was made to select. */
  openByText(hit) {
    if (getSelection()?.isCollapsed ?? true) go({ open: hit.id });
  },
  preview: (id) => go({ open: id }, { isStep: false }),
  async close() {
    const id = state.open;
    await go({ open: null });
    byId("results-place").querySelector(`[data-id="${id}"] .title`)?.focus();
  },
  like(hit) {
    scrollTo({ top: 0 });
    go({ like: hit.id, query: "", open: null, count: PAGE, filters: {} });
  },
  quote: (hit) => copy(quotation(selectedIn(byId("pane")) || hit.text, hit.document)),
  widen(before, after) {
    pane = { ...pane, before: pane.before + before, after: pane.after + after };
    render(reader(pane, act), byId("pane"));
  },
  /** The other places that say the same are read when they are asked for. */
  async twins(hit, event) {
    const list = event.target.querySelector("ul");
    if (!event.target.open || list.children.length) return;
    const found = await Promise.all(hit.twins.slice(0, 10).map((id) => get(`/v1/passages/${id}?before=0&after=0`).catch(() => null)));
    render(
      found.filter(Boolean).map((each) => html`<li><a href=${inLanguage(`/documents/${each.document_id}#${each.start}-${each.end}`)}>${each.document.title}</a></li>`),
      list,
    );
  },
};

const typed = (query, isStep) => go({ query, count: PAGE, open: null, like: query.trim() ? null : state.like }, { isStep });

function setUp() {
  const query = byId("query");
  const stopWaiting = onTyping(query, () => tookMs, (text) => typed(text, false));
  byId("find-form").addEventListener("submit", (event) => {
    event.preventDefault();
    stopWaiting();
    if (!query.value.trim()) return;
    history.pushState(null, "", location.href); // what was typed until Enter is a step of its own
    typed(query.value, false);
  });
  byId("mode").addEventListener("change", (event) => go({ mode: event.target.value, count: PAGE }));
  for (const chip of byId("examples").querySelectorAll(".chip")) {
    chip.addEventListener("click", () => {
      query.value = chip.textContent.trim();
      typed(query.value, true);
    });
  }
  NARROW.addEventListener("change", coverRest);
  if (NARROW.matches) byId("find").querySelector(".facets-fold").open = false;
  takeKeys({ act, isOpen: () => Boolean(pane), submit: () => byId("find-form").requestSubmit() });
  query.value = state.query;
  follow();
}

setUp();
