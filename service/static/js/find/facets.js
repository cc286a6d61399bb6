// Facets: how many of the documents that answer have each year, organ and so on; a click narrows to them.

import { valueName } from "../found.js";
import { html, icon, nothing } from "../html.js";
import { say } from "../words.js";
import { FACETS } from "./state.js";

// So many values of a facet are shown before the rest is folded away.
const SHOWN = 6;

/** All facets; `choose(name, value)` adds a value to the filters or takes it away. */
export function facetList(facets, filters, choose, clear) {
  const known = FACETS.map((name) => [name, valuesOf(name, facets[name] ?? [], filters[name] ?? [])]).filter(
    ([name, values]) => values.length > 1 || filters[name]?.length,
  );
  if (!known.length) return nothing;
  const count = Object.values(filters).flat().length;
  return html`
    <div class="row facets-top">
      <h2>${say("narrow")}</h2>
      ${count ? html`<button type="button" class="link push" @click=${clear}>${say("clear_filters")}</button>` : nothing}
    </div>
    ${known.map(([name, values]) => facet(name, values, filters[name] ?? [], choose))}
  `;
}

/** What was chosen stays on the list, also when no document that answers has it. */
function valuesOf(name, counted, chosen) {
  const missing = chosen.filter((value) => !counted.some((each) => each.value === value));
  const values = [...counted, ...missing.map((value) => ({ value, documents: 0 }))];
  return name === "year" ? values.sort((a, b) => b.value - a.value) : values;
}

function facet(name, values, chosen, choose) {
  const rest = values.slice(SHOWN);
  const restIsChosen = rest.some(({ value }) => chosen.includes(value));
  return html`<fieldset class="facet">
    <legend>${say(`facet_${name}`)}</legend>
    ${values.slice(0, SHOWN).map((each) => choice(name, each, chosen, choose))}
    ${rest.length
      ? html`<details ?open=${restIsChosen}>
          <summary>${say("more_values", { count: rest.length })}</summary>
          ${rest.map((each) => choice(name, each, chosen, choose))}
        </details>`
      : nothing}
  </fieldset>`;
}

function choice(name, { value, documents }, chosen, choose) {
  const label = valueName(name, value);
  return html`<label class="choice">
    <input type="checkbox" .checked=${chosen.includes(value)} @change=${() => choose(name, value)}>
    <span>${label}</span><span class="count">${documents || ""}</span>
  </label>`;
}

/** The chosen filters as chips over the results, each with its way out. */
export function chosenFilters(filters, choose) {
  const chips = Object.entries(filters).flatMap(([name, values]) => values.map((value) => [name, value]));
  if (!chips.length) return nothing;
  return html`<div class="row chosen">
    ${chips.map(
      ([name, value]) => html`<button type="button" class="chip" @click=${() => choose(name, value)}
        aria-label=${say("remove_filter", { value: `${say(`facet_${name}`)} ${valueName(name, value)}` })}>${say(`facet_${name}`)} ${valueName(name, value)} ${icon("x")}</button>`,
    )}
  </div>`;
}
