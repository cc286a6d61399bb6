// The phrase bank: headings, parallels, series and sentences by meaning, place and subject; other wordings of a sentence.

import { post } from "./api.js";
import { byId } from "./dom.js";
import { factsLine, placeOf } from "./found.js";
import { html, icon, nothing, render, repeat } from "./html.js";
import { metBy } from "./find/met.js";
import { latest, onTyping } from "./latest.js";
import { readable } from "./pieces.js";
import { copy, quotation } from "./quote.js";
import { inLanguage, say, sayError } from "./words.js";

const PAGE = 20;
const KINDS = ["heading", "parallel", "series", "sentence"];
const PLACES = ["opening", "transition", "body", "closing"];
// A wording in more documents than this is common property; the bank itself calls it worn from three on.
const RARE = 2;

let state = read();
let tookMs = 0;

// --- the address

function read() {
  const asked = new URLSearchParams(location.search);
  return {
    view: asked.get("view") === "rewrite" ? "rewrite" : "bank",
    query: asked.get("q") ?? "",
    kind: asked.getAll("kind").filter((each) => KINDS.includes(each)),
    place: asked.getAll("place").filter((each) => PLACES.includes(each)),
    subject: asked.get("subject") ?? "",
    rare: asked.get("rare") === "1",
    count: Math.min(Math.max(Number(asked.get("n")) || PAGE, PAGE), 500),
  };
}

function write({ view, query, kind, place, subject, rare, count }) {
  const said = new URLSearchParams();
  if (view !== "bank") said.set("view", view);
  if (query) said.set("q", query);
  for (const each of kind) said.append("kind", each);
  for (const each of place) said.append("place", each);
  if (subject) said.set("subject", subject);
  if (rare) said.set("rare", "1");
  if (count > PAGE) said.set("n", count);
  const written = said.toString();
  return inLanguage(written ? `/phrases?${written}` : "/phrases");
}

function go(change, { isStep = true } = {}) {
  state = { ...state, ...change };
  history[isStep ? "pushState" : "replaceState"](null, "", write(state));
  follow();
}

addEventListener("popstate", () => {
  state = read();
  byId("query").value = state.query;
  follow();
});

function follow() {
  const isBank = state.view === "bank";
  for (const view of ["bank", "rewrite"]) {
    const tab = byId(`tab-${view}`);
    tab.href = write({ ...state, view, count: PAGE });
    if (view === state.view) tab.setAttribute("aria-current", "page");
    else tab.removeAttribute("aria-current");
  }
  byId("query").placeholder = say(isBank ? "bank_placeholder" : "rewrite_placeholder");
  byId("to-find").href = inLanguage(state.query ? `/?q=${encodeURIComponent(state.query)}` : "/");
  render(isBank ? choices() : html`<span class="hint">${say("rewrite_hint")}</span>`, byId("choices"));
  return ask(state);
}

// --- asking

const ask = latest(async (wanted) => {
  const began = performance.now();
  try {
    if (wanted.view === "bank") await showBank(wanted);
    else await showRewordings(wanted);
  } catch (error) {
    render(nothing, byId("answers"));
    byId("status").textContent = sayError(error);
  }
  tookMs = performance.now() - began;
});

async function showBank({ query, kind, place, subject, rare, count }) {
  const question = { kind, place, subject, k: count };
  if (query.trim()) question.query = query;
  if (rare) question.max_documents = RARE;
  const answer = await post("/v1/phrases/search", question);
  byId("status").textContent = answer.total ? say("phrases_found", { count: answer.total.toLocaleString() }) : say("no_phrases");
  render(
    html`<ol class="phrases">${repeat(answer.phrases, ({ kind: of, text }) => of + text, phrase)}</ol>
      ${answer.total > count
        ? html`<button type="button" id="more" class="quiet" @click=${() => go({ count: count + PAGE }, { isStep: false })}>
            ${icon("chevron-down")}${say("more")}</button>`
        : nothing}`,
    byId("answers"),
  );
}

async function showRewordings({ query }) {
  if (!query.trim()) {
    byId("status").textContent = "";
    return render(
      html`<div class="empty"><p>${say("rewrite_empty")}</p>
        <p class="row middle">${["rewrite_example_1", "rewrite_example_2"].map(
          (name) => html`<button type="button" class="chip" @click=${() => fill(say(name))}>${say(name)}</button>`,
        )}</p></div>`,
      byId("answers"),
    );
  }
  const answer = await post("/v1/phrases/rewrite", { text: query, k: PAGE });
  byId("status").textContent = answer.rewordings.length ? say("rewordings_found", { count: answer.rewordings.length }) : say("no_rewordings");
  render(html`<ol class="phrases">${repeat(answer.rewordings, ({ text }) => text, rewording)}</ol>`, byId("answers"));
}

function fill(text) {
  byId("query").value = text;
  go({ query: text });
}

// --- showing

function phrase(found) {
  const place = found.kind === "heading" ? (found.level ? say("heading_level", { level: found.level }) : "") : say(`place_${found.place}`);
  return html`<li class="sheet phrase">
    <div class="phrase-top">
      <p class="phrase-text">${found.text}</p>
      ${found.similarity === null ? nothing : closeness(found)}
    </div>
    <div class="row">
      <span class="tag">${say(`kind_${found.kind}`)}</span>${place ? html`<span class="tag">${place}</span>` : nothing}
      <span class="facts">${say("occurs", { count: found.count, documents: found.documents })}</span>
      ${found.worn ? html`<span class="tag worn-tag" title=${say("worn_explained")}>${say("worn")}</span>` : nothing}
      <span class="push row">${buttons(found.text, found.occurrences[0]?.document)}</span>
    </div>
    <details><summary>${say("where_it_stands", { count: found.occurrences.length })}</summary>
      <ul>${found.occurrences.map(
        ({ document, start, end }) =>
          html`<li><a href=${placeOf(document, start, end)}>${document.title || say("untitled")}</a> <span class="facts">${factsLine(document)}</span></li>`,
      )}</ul></details>
    ${found.similar.length
      ? html`<details><summary>${say("similar_wordings", { count: found.similar.length })}</summary>
          <ul>${found.similar.map((text) => html`<li>${text}</li>`)}</ul></details>`
      : nothing}
  </li>`;
}

function rewording(found) {
  return html`<li class="sheet phrase">
    <div class="phrase-top"><p class="phrase-text">${readable(found.text, found.document).trim()}</p>${similarity(found.similarity)}</div>
    <div class="row">
      <span class="facts"><a href=${placeOf(found.document, found.start, found.end)}>${found.document.title || say("untitled")}</a></span>
      <span class="tag" title=${say("shared_explained")}>${say("shared", { share: Math.round(found.shared * 100) })}</span>
      <span class="push row">${buttons(readable(found.text, found.document).trim(), found.document)}</span>
    </div>
  </li>`;
}

function closeness(found) {
  const met = metBy(state.query, found);
  const explained = `${say("met_explained")} ${say("similarity")} ${found.similarity.toFixed(2)}`;
  return met ? html`<span class="tag met ${met}" title=${explained}>${say(met)}</span>` : similarity(found.similarity);
}

function similarity(value) {
  const shown = value.toFixed(2);
  return html`<span class="similarity" role="img" title=${say("similarity_explained")} aria-label=${`${say("similarity")} ${shown}`}>
    <meter min="0" max="1" .value=${value} aria-hidden="true"></meter><b>${shown}</b></span>`;
}

function buttons(text, document) {
  return html`<button type="button" class="quiet small" @click=${() => copy(text)}>${icon("copy")}${say("copy")}</button>
    ${document
      ? html`<button type="button" class="quiet small" @click=${() => copy(quotation(text, document))}>${icon("quote")}${say("copy_quotation")}</button>`
      : nothing}
    <a class="quiet small" href=${inLanguage(`/?q=${encodeURIComponent(text)}`)}>${icon("scan-search")}${say("find")}</a>`;
}

function choices() {
  const toggle = (name, value) => {
    const now = state[name];
    go({ [name]: now.includes(value) ? now.filter((each) => each !== value) : [...now, value], count: PAGE });
  };
  const group = (name, values) => html`<span class="row" role="group" aria-label=${say(`${name}_of_phrase`)}>
    ${values.map((value) => html`<button type="button" class="quiet small" aria-pressed=${String(state[name].includes(value))}
      @click=${() => toggle(name, value)}>${say(`${name}_${value}`)}</button>`)}</span>`;
  return html`${group("kind", KINDS)}<span class="divider"></span>${group("place", PLACES)}<span class="divider"></span>
    <label class="row">${say("subject")} <input type="search" class="small-field" .value=${state.subject} maxlength="100"
      placeholder=${say("subject_example")} @change=${(event) => go({ subject: event.target.value.trim(), count: PAGE })}></label>
    <label class="row"><input type="checkbox" .checked=${state.rare} @change=${(event) => go({ rare: event.target.checked, count: PAGE })}>
      ${say("leave_out_worn")}</label>`;
}

// --- beginning

const box = byId("query");
const stopWaiting = onTyping(box, () => tookMs, (query) => go({ query, count: PAGE }, { isStep: false }));
const submit = () => {
  stopWaiting();
  history.pushState(null, "", location.href);
  go({ query: box.value, count: PAGE }, { isStep: false });
};
byId("phrases-form").addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});
box.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  submit();
});
addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.target.matches("input, textarea, select")) return;
  event.preventDefault();
  box.focus();
});
box.value = state.query;
follow();
