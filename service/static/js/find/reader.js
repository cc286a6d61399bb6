// The reading pane: the source opened at the spot, with its neighbours, as many as the reader wants.

import { factsLine, placeOf } from "../found.js";
import { html, icon, nothing } from "../html.js";
import { hitRanges, marked } from "../pieces.js";
import { lines } from "../texts.js";
import { say } from "../words.js";

// Paragraphs before and after the passage at first, and how many come with each wish for more.
const AROUND = 3;
const MORE = 8;

/** Where a pane begins: a few paragraphs around its hit. */
export const paneOf = (hit, source) => ({ hit, source, before: AROUND, after: AROUND });

/** The pane. `act`: close, like, quote, widen. */
export function reader({ hit, source, before, after }, act) {
  const { points, passages } = source;
  const all = [...lines(points)];
  const [start, end] = hit.paragraph;
  const at = Math.max(all.findIndex((line) => line.end > start), 0);
  const last = all.findLastIndex((line) => line.start < end);
  const from = Math.max(at - before, 0);
  const to = Math.min(last + after, all.length - 1);
  const headings = new Set(passages.filter(({ kind }) => kind === "heading").map(({ start: place }) => place));
  return html`
    <header class="pane-top">
      <div class="row">
        <h2 tabindex="-1"><a href=${placeOf(source, hit.start, hit.end)}>${source.title || say("untitled")}</a></h2>
        <button type="button" class="icon-button push" aria-label=${say("close")} title=${`${say("close")} (Esc)`} @click=${act.close}>
          ${icon("x")}</button>
      </div>
      <p class="facts">${[factsLine(source), ...hit.heading_path].filter(Boolean).join(" › ")}</p>
    </header>
    <div class="pane-text text" tabindex="0" role="region" aria-label=${say("source_text")}>
      ${from > 0 ? wider("chevron-down", "earlier", () => act.widen(MORE, 0)) : nothing}
      ${all.slice(from, to + 1).map((line, index) => {
        const isSpot = from + index >= at && from + index <= last;
        return html`<p class="${headings.has(line.start) ? "heading" : ""} ${isSpot ? "spot" : ""}">${spotText(points, line, isSpot ? hit : null)}</p>`;
      })}
      ${to < all.length - 1 ? wider("chevron-down", "later", () => act.widen(0, MORE)) : nothing}
    </div>
    <footer class="row">
      <button type="button" class="quiet small" @click=${() => act.quote(hit)}>${icon("quote")}${say("copy_quotation")}</button>
      <button type="button" class="quiet small" @click=${() => act.like(hit)}>${icon("scan-search")}${say("more_like")}</button>
      <a class="quiet small push" href=${placeOf(source, hit.start, hit.end)}>${icon("book-open")}${say("open_document")}</a>
    </footer>
  `;
}

const spotText = (points, line, hit) => marked(points, line.start, line.end, hit ? hitRanges(hit) : []);

const wider = (symbol, name, run) => html`<button type="button" class="link wider ${name}" @click=${run}>${icon(symbol)}${say(name)}</button>`;

/** What the reader has selected inside the pane, else "". */
export function selectedIn(pane) {
  const selection = getSelection();
  return selection && !selection.isCollapsed && pane.contains(selection.anchorNode) ? selection.toString() : "";
}
