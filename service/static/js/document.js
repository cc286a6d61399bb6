// A document: its text as it is, with the place that the address names after # marked and in view; outline, relatives,
// documents that share its wording; corrections, and deleting it.

import { get } from "./api.js";
import { byId, shown } from "./dom.js";
import { factsLine, saysTheSame, valueName } from "./found.js";
import { html, icon, nothing, render } from "./html.js";
import { deleteDocuments } from "./library/deleting.js";
import { editDialog } from "./library/edit.js";
import { marked } from "./pieces.js";
import { copy, quotation } from "./quote.js";
import { fullDocument, lines } from "./texts.js";
import { inLanguage, say, sayError } from "./words.js";

const id = Number(byId("document").dataset.id);
const RELATED = 6;
let found = null;

/** The range after #, as in #120-141. */
function spot() {
  const named = /^#(\d+)-(\d+)$/.exec(location.hash);
  return named ? [{ start: Number(named[1]), end: Number(named[2]), tag: "mark" }] : [];
}

// --- text

function showText() {
  const marks = spot();
  const passages = found.passages.values();
  let next = passages.next().value;
  render(
    [...lines(found.points)].map((line) => {
      // A paragraph may begin behind a sign (## of Markdown), so what begins anywhere in the line is the line's.
      while (next && next.paragraph[0] < line.start) next = passages.next().value;
      const own = next && next.paragraph[0] < line.end ? next : null;
      if (own?.kind !== "heading") return html`<p>${marked(found.points, line.start, line.end, marks)}${tools(own, line)}</p>`;
      return html`<h2 id=${`at-${own.paragraph[0]}`}>${marked(found.points, own.paragraph[0], line.end, marks)}</h2>`;
    }),
    byId("text"),
  );
  byId("text").querySelector("mark")?.scrollIntoView({ block: "center" });
}

/** What can be done with a paragraph; seen when it is pointed at or reached by keyboard. */
function tools(passage, line) {
  if (!passage) return nothing;
  const quote = () => copy(quotation(found.points.slice(line.start, line.end), found));
  return html`<span class="paragraph-tools"><a class="icon-button" href=${inLanguage(`/?like=${passage.id}`)} title=${say("like_paragraph")}
      aria-label=${say("like_paragraph")}>${icon("scan-search")}</a><button type="button" class="icon-button" @click=${quote}
      title=${say("quote_paragraph")} aria-label=${say("quote_paragraph")}>${icon("quote")}</button></span>`;
}

function showOutline() {
  const headings = found.passages.filter(({ kind }) => kind === "heading");
  byId("outline").hidden = headings.length < 2;
  render(
    html`<b>${say("outline")}</b>${headings.map(
      ({ text, paragraph, heading_path: path }) => html`<a class=${`level-${Math.min(path.length, 3)}`} href=${`#at-${paragraph[0]}`}>${text}</a>`,
    )}`,
    byId("outline"),
  );
}

// --- head

function showHead() {
  const title = found.title || say("untitled");
  document.title = `${title} · ${say("name")}`;
  byId("title").textContent = shown(title);
  const facts = [
    factsLine(found),
    found.level,
    `${found.characters.toLocaleString()} ${say("characters")}`,
    say("passages_of", { count: found.passages.filter(({ kind }) => kind !== "heading").length }),
    found.collection === "default" ? "" : valueName("collection", found.collection),
    saysTheSame(found.source, title) ? "" : found.source,
    say("added_on", { day: found.added_at.slice(0, 10) }),
    ...found.tags.map((tag) => `#${tag}`),
  ];
  byId("facts").textContent = shown(facts.filter(Boolean).join(" · "));
  render(
    html`<button type="button" class="quiet small" @click=${edit}>${icon("pencil")}${say("correct")}</button>
      <button type="button" class="danger small" @click=${() => deleteDocuments([id], afterDeletion)}>${icon("trash-2")}${say("delete")}</button>`,
    byId("tools"),
  );
}

async function edit() {
  if (!(await editDialog([found], (await get("/v1/statistics").catch(() => null)) ?? {}))) return;
  Object.assign(found, await get(`/v1/documents/${id}?text=false&passages=false`));
  showHead();
}

/** After deleting, and after undoing that: show what there is. */
async function afterDeletion() {
  const isThere = (await get(`/v1/documents?id=${id}&limit=1`)).total > 0;
  byId("document").classList.toggle("is-gone", !isThere);
  byId("document").querySelector(".reading").inert = !isThere;
  byId("tools").inert = !isThere;
  byId("document-status").textContent = isThere ? "" : say("deleted_here");
}

// --- beside

async function showBeside() {
  const [related, overlaps] = await Promise.all([
    get(`/v1/documents/${id}/related?k=${RELATED}`),
    get(`/v1/documents/${id}/overlaps?k=${RELATED}`),
  ]);
  render(
    html`<section aria-labelledby="overlapping"><h2 id="overlapping">${say("overlapping")}</h2>
      ${overlaps.documents.length ? html`<ul>${overlaps.documents.map(overlap)}</ul>` : html`<p class="hint">${say("no_overlaps")}</p>`}</section>
    <section aria-labelledby="related"><h2 id="related" title=${say("related_explained")}>${say("related")}</h2>
      ${related.documents.length ? html`<ul>${related.documents.map(relative)}</ul>` : html`<p class="hint">${say("no_related")}</p>`}</section>`,
    byId("beside"),
  );
}

const link = (document) => html`<a href=${inLanguage(`/documents/${document.id}`)}>${document.title || say("untitled")}</a>`;

function overlap({ document, share, is_twin: isTwin }) {
  return html`<li>${link(document)}<span class="row facts" title=${say("share_explained")}><meter min="0" max="1" .value=${share} aria-hidden="true"></meter>
    <b>${Math.round(share * 100)}%</b>${isTwin ? html`<span class="tag">${say("twin")}</span>` : nothing}</span></li>`;
}

function relative({ document, similarity }) {
  return html`<li>${link(document)}<span class="row facts" title=${say("similarity_explained")}><meter min="0" max="1" .value=${similarity} aria-hidden="true"></meter>
    <b>${similarity.toFixed(2)}</b></span><span class="facts">${factsLine(document)}</span></li>`;
}

// --- beginning

try {
  found = await fullDocument(id);
  showHead();
  showText();
  showOutline();
  byId("document-status").textContent = "";
  addEventListener("hashchange", () => spot().length && showText());
  await showBeside();
} catch (error) {
  byId("title").textContent = say("untitled");
  byId("document-status").textContent = sayError(error);
}
