// A document's text in lines, and the documents that were read already.

import { get } from "./api.js";
import { CodePoints } from "./pieces.js";

// A reader goes to and fro between a few documents; each may have some megabytes.
const KEPT = 8;
const kept = new Map();

/** A document with its text, as CodePoints in `points`; kept, since the reader comes back. */
export async function fullDocument(id, signal) {
  if (!kept.has(id)) {
    const found = await get(`/v1/documents/${id}`, signal);
    found.points = new CodePoints(found.text, found);
    kept.set(id, found);
    if (kept.size > KEPT) kept.delete(kept.keys().next().value);
  }
  return kept.get(id);
}

/** The lines of a text that hold something, in order: their range without leading blanks. */
export function* lines(points) {
  let start = 0;
  for (const line of points.text.split(/\r\n|\r|\n/)) {
    const end = start + new CodePoints(line).length;
    const lead = new CodePoints(line.slice(0, line.length - line.trimStart().length)).length;
    if (line.trim()) yield { start: start + lead, end };
    start = end + (points.slice(end, end + 2) === "\r\n" ? 2 : 1);
  }
}
