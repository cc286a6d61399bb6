// Bars: how many documents each value has. Each bar is a link to the documents under it.

import { valueName } from "../found.js";
import { html, nothing, svg } from "../html.js";
import { inLanguage, say } from "../words.js";

// So many bars are shown; the rest is one line.
const SHOWN = 10;
const BAR = { width: 34, gap: 10, height: 150, label: 22, top: 20 };

const name = (field, value) => (value === "" || value === null ? say("not_known") : valueName(field, value));

/** A link to the documents with a value; none where it is not known, since there is nothing to filter by. */
const address = (field, value) => (value === "" || value === null ? null : inLanguage(`/library?${field}=${encodeURIComponent(value)}`));

/** A list of values, each with a bar as long as its share of the longest. */
export function bars(field, counted) {
  const most = Math.max(...counted.map(({ documents }) => documents));
  const rest = counted.slice(SHOWN);
  return html`<section class="sheet chart" aria-labelledby=${`by-${field}`}>
    <h2 id=${`by-${field}`}>${say(`by_${field}`)}</h2>
    <ul class="bars">${counted.slice(0, SHOWN).map((each) => bar(field, each, most))}</ul>
    ${rest.length
      ? html`<details><summary>${say("others", { count: rest.length })}</summary><ul class="bars">${rest.map((each) => bar(field, each, most))}</ul></details>`
      : nothing}
  </section>`;
}

function bar(field, { value, documents }, most) {
  const link = address(field, value);
  const said = html`<span class="bar-name">${name(field, value)}</span><meter min="0" max=${most} .value=${documents} aria-hidden="true"></meter><span class="bar-count">${documents}</span>`;
  return html`<li>${link ? html`<a href=${link}>${said}</a>` : html`<span class="bar-still">${said}</span>`}</li>`;
}

/** Years from left to right, gaps shown as gaps. */
export function years(counted) {
  const known = counted.filter(({ value }) => value !== null);
  if (!known.length) return nothing;
  const first = Math.min(...known.map(({ value }) => value));
  const last = Math.max(...known.map(({ value }) => value));
  // A document of 1949 must not draw sixty empty years: then only the years that are there.
  const all = last - first < 30 ? Array.from({ length: last - first + 1 }, (_, at) => first + at) : known.map(({ value }) => value).sort();
  const documents = new Map(known.map((each) => [each.value, each.documents]));
  const most = Math.max(...documents.values());
  const step = BAR.width + BAR.gap;
  const height = BAR.top + BAR.height + BAR.label;
  return html`<section class="sheet chart years" aria-labelledby="by-year">
    <h2 id="by-year">${say("by_year")}</h2>
    <div class="years-scroll" tabindex="0" role="group" aria-labelledby="by-year">
    <svg viewBox=${`0 0 ${all.length * step} ${height}`} width=${all.length * step} height=${height} role="list">
      ${all.map((year, at) => column(year, documents.get(year) ?? 0, at * step + BAR.gap / 2, most))}
    </svg></div>
  </section>`;
}

function column(year, count, x, most) {
  const height = (count / most) * BAR.height;
  const middle = x + BAR.width / 2;
  const floor = BAR.top + BAR.height;
  const drawn = svg`
    <rect class="column" x=${x} y=${floor - height} width=${BAR.width} height=${height} rx="3"></rect>
    <text class="column-year" x=${middle} y=${floor + 17} text-anchor="middle">${year}</text>
    ${count ? svg`<text class="column-count" x=${middle} y=${floor - height - 6} text-anchor="middle">${count}</text>` : nothing}`;
  return count
    ? svg`<g role="listitem"><a href=${address("year", year)}>${drawn}</a></g>`
    : svg`<g aria-hidden="true">${drawn}</g>`;
}
