// Marked text. Offsets from the service count code points; JavaScript's strings count UTF-16 units.

import { make, shown } from "./dom.js";
import { say } from "./words.js";

/** A text that is cut by code points. */
export class CodePoints {
  constructor(text) {
    this.text = text;
    this.isPlain = !/[\ud800-\udfff]/.test(text);
    this.points = this.isPlain ? text : Array.from(text);
    this.length = this.points.length;
  }

  slice(start, end) {
    return this.isPlain ? this.text.slice(start, end) : this.points.slice(start, end).join("");
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
    const piece = text.slice(from, to);
    nodes.push(over.length ? wrap(piece, over) : document.createTextNode(shown(piece)));
  }
  return nodes;
}

/** A hit's text with the words it shares marked and its nearest sentence underlined. */
export function hitText(hit) {
  const text = new CodePoints(hit.text);
  const ranges = hit.highlights.map(([start, end]) => ({ start: start - hit.start, end: end - hit.start, tag: "mark" }));
  // A sentence that is the whole passage needs no underline.
  if (hit.sentence && hit.sentence.end - hit.sentence.start < text.length) {
    ranges.unshift({ start: hit.sentence.start - hit.start, end: hit.sentence.end - hit.start, tag: "u" });
  }
  return pieces(text, 0, text.length, ranges, (piece, over) =>
    over.reduceRight((inner, range) => make(range.tag, range.tag === "u" ? { title: say("nearest_sentence") } : {}, inner), document.createTextNode(shown(piece))),
  );
}
