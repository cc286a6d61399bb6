// The draft's side of a report: its paragraphs with what is marked in them, the span that is looked at, the map.

import { make, shown } from "../dom.js";
import { CodePoints, pieces } from "../pieces.js";
import { say } from "../words.js";
import { shownSpans, state } from "./state.js";

const SVG = "http://www.w3.org/2000/svg";
let text = new CodePoints("");

/** The draft as paragraphs; each knows its range. Long drafts scroll because the browser draws what is seen only. */
export function draftParagraphs() {
  text = new CodePoints(state.report.draft.text ?? "");
  const ranges = regions();
  const paragraphs = [];
  let start = 0;
  let at = 0;
  for (const line of text.text.split("\n")) {
    const end = start + (text.isPlain ? line.length : Array.from(line).length);
    while (at < ranges.length && ranges[at].end <= start) at += 1;
    const inside = [];
    for (let i = at; i < ranges.length && ranges[i].start < end; i += 1) inside.push(ranges[i]);
    paragraphs.push(make("p", { "data-start": start, "data-end": end }, ...pieces(text, start, end, inside, wrap)));
    start = end + 1;
  }
  return paragraphs;
}

/** Say how high each paragraph will be, so that a long draft's end lies where it will be when it is drawn. */
export function estimateHeights(pane) {
  const style = getComputedStyle(pane);
  const size = parseFloat(style.fontSize);
  const across = Math.max(1, Math.floor((pane.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight)) / size));
  for (const each of pane.children) {
    const characters = Number(each.dataset.end) - Number(each.dataset.start) + 2; // two for the indent
    each.style.setProperty("contain-intrinsic-size", `auto ${Math.ceil(characters / across) * parseFloat(style.lineHeight)}px`);
  }
}

/** What is marked, in draft order; nothing overlaps. */
function regions() {
  const { report } = state;
  const wanted = new Set(shownSpans());
  return [
    ...report.spans.flatMap((span, index) => (wanted.has(span) ? [{ start: span.start, end: span.end, span, index }] : [])),
    ...report.set_phrases.map((phrase) => ({ ...phrase, isWorn: true })),
    ...report.dismissed.map(({ span, reason }) => ({ start: span.start, end: span.end, reason })),
  ].sort((a, b) => a.start - b.start);
}

function wrap(piece, [{ span, index, isWorn, documents, reason }]) {
  if (isWorn) return make("span", { className: "worn", title: say("set_phrase_of", { documents }) }, piece);
  if (reason) return make("span", { className: "dismissed", title: `${say("dismissed")}${say("colon")}${say(`reason_${reason}`)}` }, piece);
  return make("a", { href: `#span-${index}`, className: `span ${span.class}`, title: say(`class_${span.class}`), "data-span": index }, piece);
}

/** The draft's text from start to end. */
export const draftSlice = (start, end) => text.slice(start, end);

/** Mark the span that is looked at: in the draft, character by character, what differs from its source. */
export function markActive(pane) {
  for (const each of pane.querySelectorAll(".span.active")) {
    each.classList.remove("active");
    each.removeAttribute("aria-current");
    each.replaceChildren(shown(each.textContent));
  }
  const span = state.report.spans[state.active];
  if (!span) return null;
  const differing = differences(span, "draft");
  let first = null;
  for (const each of pane.querySelectorAll(`[data-span="${state.active}"]`)) {
    const paragraph = each.closest("p");
    const start = Math.max(span.start, Number(paragraph.dataset.start));
    const end = Math.min(span.end, Number(paragraph.dataset.end));
    each.classList.add("active");
    each.setAttribute("aria-current", "true");
    each.replaceChildren(...pieces(text, start, end, differing, (piece) => make("mark", {}, piece)));
    first ??= each;
  }
  return first;
}

/** Where a span and its source differ, as ranges of one side. */
export function differences({ edits }, side) {
  // One change over all of it says that no word follows another: nothing to mark.
  if (edits.length < 2) return [];
  return edits.filter(({ op }) => op !== "equal").map((edit) => ({ start: edit[side][0], end: edit[side][1] }));
}

/** Scroll a side: gliding where the way is short, so that the eye can follow; far ways, and for who wants no motion, at once. */
export function scrollSide(side, top) {
  const isFar = Math.abs(top - side.scrollTop) > 3 * side.clientHeight;
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  side.scrollTo({ top, behavior: isFar || isCalm ? "instant" : "smooth" });
}

/** The map: the whole draft at a glance; each stretch in the colour and pattern of its class, and the part in sight. */
export function drawMap(map, pane) {
  const height = pane.clientHeight;
  map.setAttribute("viewBox", `0 0 16 ${height}`);
  const scale = height / Math.max(text.length, 1);
  const rects = regions().map(({ start, end, span, isWorn }) => {
    const kind = span?.class ?? (isWorn ? "worn" : "dismissed");
    return rect(start * scale, Math.max((end - start) * scale, 2), `map-${kind}`, `url(#pattern-${kind})`);
  });
  const sight = rect(0, 0, "map-sight", "none");
  map.replaceChildren(...rects, sight);
  const follow = () => {
    const share = height / Math.max(pane.scrollHeight, 1);
    sight.setAttribute("y", pane.scrollTop * share);
    sight.setAttribute("height", Math.min(height, Math.max(height * share, 8)));
  };
  pane.onscroll = follow;
  follow();
  map.onclick = (event) => {
    const { top, height: tall } = map.getBoundingClientRect();
    const share = (event.clientY - top) / Math.max(tall, 1);
    scrollSide(pane, share * pane.scrollHeight - pane.clientHeight / 2);
  };
}

function rect(y, height, className, fill) {
  const made = document.createElementNS(SVG, "rect");
  for (const [name, value] of Object.entries({ x: 0, y, width: 16, height, class: className, fill })) made.setAttribute(name, value);
  return made;
}
