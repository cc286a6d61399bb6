// Several drafts at once: a table of their figures, and what they have from one another.

import { byId } from "../dom.js";
import { html, nothing, render } from "../html.js";
import { say, sayError } from "../words.js";

// Beyond so many columns a matrix is no help to the eye; the pairs are listed all the same.
const WIDEST = 12;

/** Show what is known of the drafts; `look` opens one of them by its place in the table. */
export function showMany(result, look) {
  byId("many").hidden = false;
  render(
    html`<h2>${say("drafts")} ${result.drafts.length}</h2>
      <div class="scrolled" tabindex="0" role="region" aria-label=${say("drafts")}><table>
        <thead><tr><th scope="col">#</th><th scope="col">${say("draft_label")}</th>${["characters", "copy_share", "without_quotations", "without_set_phrases", "largest_source_share"].map((name) => html`<th scope="col" class="number" title=${name === "characters" ? nothing : say(`${name}_explained`)}>${say(name)}</th>`)}</tr></thead>
        <tbody>${result.drafts.map((draft, index) => row(draft, index, look))}</tbody>
      </table></div>
      ${result.failed.map(({ name, error }) => html`<p class="failure">${name}: ${sayError(error)}</p>`)}
      ${result.matrix ? between(result) : nothing}`,
    byId("many"),
  );
}

function row({ name, characters, figures }, index, look) {
  const percent = (share) => `${(share * 100).toFixed(1)}%`;
  return html`<tr>
    <td class="number">${index + 1}</td>
    <td><button type="button" class="link" @click=${() => look(index)}>${name || say("untitled_draft")}</button></td>
    <td class="number">${characters}</td>
    ${["copy_share", "without_quotations", "without_set_phrases", "largest_source_share"].map((share) => html`<td class="number">${percent(figures[share])}</td>`)}
  </tr>`;
}

/** Draft against draft: the pairs with something in common, the largest share first, and the whole matrix. */
function between({ drafts, matrix }) {
  const names = drafts.map(({ name }, index) => name || `${index + 1}`);
  const pairs = matrix
    .flatMap((shares, from) => shares.map((share, to) => ({ share, from, to })))
    .filter(({ share, from, to }) => share > 0 && from !== to)
    .sort((a, b) => b.share - a.share);
  if (!pairs.length) return html`<p class="empty" id="between">${say("nothing_between")}</p>`;
  return html`<section id="between">
    <h2>${say("between")}</h2>
    <p class="hint">${say("between_explained")}</p>
    <ul class="plain pairs">${pairs.map(({ share, from, to }) => html`<li><meter min="0" max="1" value=${share} aria-label=${say("copy_share")}></meter> <b>${(share * 100).toFixed(1)}%</b> ${names[from]} ← ${names[to]}</li>`)}</ul>
    ${names.length > WIDEST
      ? nothing
      : html`<div class="scrolled" tabindex="0" role="region" aria-label=${say("between")}><table class="matrix">
          <thead><tr><th scope="col">#</th>${names.map((_, index) => html`<th scope="col" class="number">${index + 1}</th>`)}</tr></thead>
          <tbody>${matrix.map((shares, from) => html`<tr><th scope="row" class="number">${from + 1}</th>${shares.map((share, to) => html`<td class="number">${from === to ? "—" : share ? `${(share * 100).toFixed(1)}%` : "·"}</td>`)}</tr>`)}</tbody>
        </table></div>`}
  </section>`;
}
