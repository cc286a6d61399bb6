// Results as cards, one by one or gathered by document.

import { factsLine, placeOf } from "../found.js";
import { html, icon, nothing, repeat } from "../html.js";
import { excerpt } from "../pieces.js";
import { inLanguage, say } from "../words.js";
import { metBy } from "./met.js";

/** The list of results. `act` holds what its buttons do: open, like, quote. */
export function resultList(results, state, act) {
  if (!state.grouped) return html`<ol id="results" class="results">${repeat(results, ({ id }) => id, (hit) => card(hit, state, act))}</ol>`;
  const groups = new Map();
  for (const hit of results) groups.set(hit.document.id, [...(groups.get(hit.document.id) ?? []), hit]);
  return html`<ol id="results" class="results">
    ${repeat(groups.values(), ([first]) => `d${first.document.id}`, (hits) => group(hits, state, act))}
  </ol>`;
}

function group(hits, state, act) {
  const { document } = hits[0];
  return html`<li class="hit group">
    <div class="hit-top">
      <a class="group-title" href=${inLanguage(`/documents/${document.id}`)}>${document.title || say("untitled")}</a>
      <span class="tag push">${say("hits_in_document", { count: hits.length })}</span>
    </div>
    <p class="facts">${factsLine(document)}</p>
    <ol class="results">${repeat(hits, ({ id }) => id, (hit) => card(hit, state, act, true))}</ol>
  </li>`;
}

function card(hit, state, act, inGroup = false) {
  const path = hit.heading_path.join(" › ");
  const facts = inGroup ? path : [factsLine(hit.document), path].filter(Boolean).join(" › ");
  const name = inGroup ? hit.heading_path.at(-1) || say("passage") : hit.document.title || say("untitled");
  const isOpen = state.open === hit.id;
  return html`<li class="hit ${isOpen ? "is-open" : ""}" data-id=${hit.id}>
    <div class="hit-top">
      <a class="title" href=${placeOf(hit.document, hit.start, hit.end)} aria-current=${isOpen ? "true" : nothing}
        @click=${(event) => act.open(hit, event)}>${name}</a>
      ${similarity(hit, metBy(state.query, hit))}
    </div>
    ${facts && facts !== name ? html`<p class="facts">${facts}</p>` : nothing}
    <p class="hit-text" @click=${(event) => act.openByText(hit, event)}>${excerpt(hit)}</p>
    <div class="row hit-actions">
      <button type="button" class="quiet small" @click=${() => act.quote(hit)}>${icon("quote")}${say("copy_quotation")}</button>
      <button type="button" class="quiet small" @click=${() => act.like(hit)}>${icon("scan-search")}${say("more_like")}</button>
      ${hit.twins.length
        ? html`<details class="twins" @toggle=${(event) => act.twins(hit, event)}>
            <summary>${say("twins_of", { count: hit.twins.length })}</summary>
            <ul></ul>
          </details>`
        : nothing}
    </div>
  </li>`;
}

/** The similarity as number and bar; what it means, and why the hit stands here, on hover, focus or click. */
function similarity(hit, met) {
  const value = hit.similarity.toFixed(2);
  const id = `why-${hit.id}`;
  return html`<span class="why-place">
    <button type="button" class="similarity" aria-describedby=${id} aria-label=${met ? say(met) : `${say("similarity")} ${value}`}>
      ${met
        ? html`<span class="tag met ${met}">${say(met)}</span>`
        : html`<meter min="0" max="1" .value=${hit.similarity} aria-hidden="true"></meter><b>${value}</b>`}
    </button>
    <span class="why" role="tooltip" id=${id}>
      ${met ? html`<span>${say("met_explained")} ${say("similarity")} ${value}</span>` : nothing}
      <span>${say("similarity_explained")}</span>
      <span>${say("order_explained")}</span>
      <span>${say("cosine")} ${hit.cosine.toFixed(3)}</span>
      ${hit.explanation?.length
        ? html`<span>${say("because")} ${hit.explanation
            .filter(({ adds }) => adds > 0)
            .slice(0, 3)
            .map(({ evidence }) => say(`evidence_${evidence}`))
            .join(say("list_comma"))}</span>`
        : nothing}
    </span>
  </span>`;
}
