// The list of documents as a table; on a phone each row is a card.

import { html, icon, nothing, repeat } from "../html.js";
import { saysTheSame, valueName } from "../found.js";
import { inLanguage, say } from "../words.js";
import { SORTS } from "./state.js";

/** The table. `act`: sort, pick, pickAll, edit, filter. */
export function documentTable(documents, state, picked, act) {
  const all = documents.length > 0 && documents.every(({ id }) => picked.has(id));
  const some = !all && documents.some(({ id }) => picked.has(id));
  return html`<table class="documents">
    <thead><tr>
      <th class="pick"><input type="checkbox" aria-label=${say("pick_all")} .checked=${all} .indeterminate=${some} @change=${act.pickAll}></th>
      ${SORTS.map((name) => heading(name, state, act))}
      <th class="tools"><span class="hidden">${say("tools")}</span></th>
    </tr></thead>
    <tbody>${repeat(documents, ({ id }) => id, (each) => row(each, picked, act))}</tbody>
  </table>`;
}

function heading(name, state, act) {
  const isDown = state.sort === `-${name}`;
  const isSorted = isDown || state.sort === name;
  return html`<th class=${name} aria-sort=${isSorted ? (isDown ? "descending" : "ascending") : nothing}>
    <button type="button" @click=${() => act.sort(name)}>${say(`fact_${name}`)}${icon(isSorted ? (isDown ? "arrow-down" : "arrow-up") : "arrow-down-up")}</button>
  </th>`;
}

function row(document, picked, act) {
  const title = document.title || say("untitled");
  const corrected = (name) => (document.corrected.includes(name) ? say("corrected_by_hand") : nothing);
  return html`<tr class=${picked.has(document.id) ? "is-picked" : ""}>
    <td class="pick"><input type="checkbox" aria-label=${say("pick", { title })} .checked=${picked.has(document.id)}
      @click=${(event) => act.pick(document.id, event.shiftKey)}></td>
    <td class="title"><a href=${inLanguage(`/documents/${document.id}`)} title=${corrected("title")}>${title}</a>
      <span class="facts under">${[document.collection === "default" ? "" : valueName("collection", document.collection), saysTheSame(document.source, title) ? "" : document.source].filter(Boolean).join(" · ")}</span>
      ${document.tags.map((tag) => html`<button type="button" class="tag as-button" @click=${() => act.filter("tag", tag)}>${tag}</button>`)}</td>
    <td class="organ" title=${corrected("organ")}>${document.organ}</td>
    <td class="year" title=${corrected("year")}>${document.year ?? ""}</td>
    <td class="kind" title=${corrected("kind")}>${document.kind}</td>
    <td class="characters">${document.characters.toLocaleString()}</td>
    <td class="tools"><button type="button" class="icon-button" aria-label=${say("correct_title", { title })} title=${say("correct")}
      @click=${() => act.edit(document)}>${icon("pencil")}</button></td>
  </tr>`;
}
