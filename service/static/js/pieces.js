// Marked text. Offsets from the service count code points; JavaScript's strings count UTF-16 units.

import { make, shown } from "./dom.js";
import { say } from "./words.js";

const MARKDOWN = /\.(md|markdown)$/i;
// Of a Markdown file its emphasis and the signs before its headings: they are instructions, no wording.
const SIGNS = /\*\*|__|(?<=^|\n)#{1,6}[ \t]+/g;

/** A text of a document as people read it: without the signs of the file it came from, which offsets count. */
export const readable = (text, document) => (MARKDOWN.test(document?.source ?? "") ? text.replace(SIGNS, "") : text);

/** A text that is cut by code points; with the document it is of, it is shown as people read it. */
export class CodePoints {
  constructor(text, document = null) {
    this.text = text;
    this.document = document;
    this.isPlain = !/[\ud800-\udfff]/.test(text);
    this.points = this.isPlain ? text : Array.from(text);
    this.length = this.points.length;
  }

  slice(start, end) {
    return this.isPlain ? this.text.slice(start, end) : this.points.slice(start, end).join("");
  }

  /** The same for readers. */
  readable(start, end) {
    return readable(this.slice(start, end), this.document);
  }
}

/**
 * The text from start to end as nodes: cut at the ends of all ranges; each piece is wrapped by what `wrap` makes
 * of the ranges over it (innermost last), or stays plain text.
 */
export function pieces(text, start, end, ranges, wrap) {
  const inside = ranges.filter((range) => range.end > start && range.start < end);
  const cuts = new Set([start, end]);
  for (const range of inside) {
    cuts.add(Math.max(range.start, start));
    cuts.add(Math.min(range.end, end));
  }
  const ordered = [...cuts].sort((a, b) => a - b);
  const nodes = [];
  for (let i = 0; i + 1 < ordered.length; i += 1) {
    const [from, to] = [ordered[i], ordered[i + 1]];
    const over = inside.filter((range) => range.start <= from && range.end >= to);
    const piece = text.readable(from, to);
    nodes.push(over.length ? wrap(piece, over) : document.createTextNode(shown(piece)));
  }
  return nodes;
}

/** What is marked in a hit: the words it shares, and its nearest sentence unless that is all there is. */
export function hitRanges(hit) {
  const ranges = hit.highlights.map(([start, end]) => ({ start, end, tag: "mark" }));
  const { sentence } = hit;
  const [from, to] = hit.paragraph;
  if (sentence && sentence.end - sentence.start < to - from) ranges.unshift({ ...sentence, tag: "u" });
  return ranges;
}

/** A stretch of a text as nodes, marked by ranges that name their tags. */
export function marked(text, start, end, ranges) {
  return pieces(text, start, end, ranges, (piece, over) =>
    over.reduceRight(
      (inner, { tag }) => make(tag, tag === "u" ? { title: say("nearest_sentence") } : {}, inner),
      document.createTextNode(shown(piece)),
    ),
  );
}

const shifted = (ranges, by) => ranges.map((range) => ({ ...range, start: range.start - by, end: range.end - by }));

/** A hit's text with the words it shares marked and its nearest sentence underlined. */
export function hitText(hit) {
  const text = new CodePoints(hit.text, hit.document);
  return marked(text, 0, text.length, shifted(hitRanges(hit), hit.start));
}

// A card shows so many characters of a long passage, beginning so many before its nearest sentence.
const SHOWN = 360;
const LEAD = 60;

/** Where an excerpt that should begin about here begins: behind the next sign or blank, so that no word is cut. */
function beginning(text, about, at) {
  if (!about) return 0;
  const next = text.slice(about, at).search(/[\s，。；：、！？,.;:!?]/);
  return next < 0 ? about : about + next + 1;
}

/** The part of a hit's text around its nearest sentence, marked; all of it where it is not long. */
export function excerpt(hit) {
  const text = new CodePoints(hit.text, hit.document);
  if (text.length <= SHOWN + LEAD) return hitText(hit);
  const at = (hit.sentence ?? hit).start - hit.start;
  const start = beginning(text, Math.max(Math.min(at - LEAD, text.length - SHOWN), 0), at);
  const end = Math.min(start + SHOWN, text.length);
  const nodes = marked(text, start, end, shifted(hitRanges(hit), hit.start));
  return [start ? "……" : "", ...nodes, end < text.length ? "……" : ""].filter(Boolean);
}
