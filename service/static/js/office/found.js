// What was found, narrow enough for a pane.

import { factsLine, placeOf } from "../found.js";
import { html, icon } from "../html.js";
import { excerpt } from "../pieces.js";
import { copy, quotation } from "../quote.js";
import { say } from "../words.js";

export const found = (results, act) => html`<ol class="results">
  ${results.map(
    (hit) => html`<li class="hit">
      <a class="title" href=${placeOf(hit.document, hit.start, hit.end)} target="_blank" rel="noopener">${hit.document.title || say("untitled")}</a>
      <p class="facts">${[factsLine(hit.document), ...hit.heading_path].filter(Boolean).join(" › ")}</p>
      <p class="hit-text">${excerpt(hit)}</p>
      <div class="row">
        <button type="button" class="quiet small insert" @click=${(event) => act.insert(hit, event)}>${icon("quote")}${say("insert_quotation")}</button>
        <button type="button" class="quiet small" @click=${() => copy(quotation(hit.text, hit.document))}>${icon("file-text")}${say("copy_quotation")}</button>
      </div>
    </li>`,
  )}
</ol>`;
