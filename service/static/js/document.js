// A document: its text as it is, with the place that the address names after # marked and in view.

import { get } from "./api.js";
import { byId, make, shown } from "./dom.js";
import { factsLine } from "./found.js";
import { CodePoints, pieces } from "./pieces.js";
import { say, sayError } from "./words.js";

/** The range after #, as in #120-141. */
function spot() {
  const found = /^#(\d+)-(\d+)$/.exec(location.hash);
  return found ? [{ start: Number(found[1]), end: Number(found[2]) }] : [];
}

/** The lines of a text with their ranges, empty ones left out. */
function* lines(text) {
  let start = 0;
  for (const line of text.text.split(/\r\n|\r|\n/)) {
    const end = start + new CodePoints(line).length;
    if (line.trim()) yield { start, end };
    start = end + (text.slice(end, end + 2) === "\r\n" ? 2 : 1);
  }
}

function show(found) {
  document.title = `${found.title || say("untitled")} · ${say("name")}`;
  byId("title").textContent = shown(found.title || say("untitled"));
  const facts = [factsLine(found), `${found.characters} ${say("characters")}`, found.source];
  byId("facts").textContent = shown(facts.filter(Boolean).join(" · "));
  const text = new CodePoints(found.text);
  const headings = new Set(found.passages.filter(({ kind }) => kind === "heading").map(({ paragraph }) => paragraph[0]));
  const marked = spot();
  byId("text").replaceChildren(
    ...[...lines(text)].map(({ start, end }) => {
      const lead = text.slice(start, end);
      const first = start + (lead.length - lead.trimStart().length);
      const isHeading = headings.has(first);
      return make(
        isHeading ? "h2" : "p",
        isHeading ? { id: `at-${first}` } : {},
        ...pieces(text, start, end, marked, (piece) => make("mark", {}, piece)),
      );
    }),
  );
  showOutline(found.passages.filter(({ kind }) => kind === "heading"));
  byId("text").querySelector("mark")?.scrollIntoView({ block: "center" });
}

function showOutline(headings) {
  const outline = byId("outline");
  outline.hidden = headings.length < 2;
  outline.replaceChildren(
    make("b", {}, say("outline")),
    ...headings.map(({ text, paragraph }) => make("a", { href: `#at-${paragraph[0]}` }, text)),
  );
}

try {
  const found = await get(`/v1/documents/${byId("document").dataset.id}`);
  show(found);
  byId("document-status").textContent = "";
  addEventListener("hashchange", () => spot().length && show(found));
} catch (error) {
  byId("document-status").textContent = sayError(error);
}
