// Statistics: how much there is, of which years, organs and kinds; the map; the most worn set phrases.

import { get, post } from "./api.js";
import { byId } from "./dom.js";
import { html, render } from "./html.js";
import { bars, years } from "./library/charts.js";
import { CorpusMap } from "./library/map.js";
import { inLanguage, say, sayError } from "./words.js";

const WORN = 24;

function totals({ documents, characters, passages, organ }) {
  const organs = organ.filter(({ value }) => value).length;
  const figures = { documents, characters, passages, organs };
  return Object.entries(figures).map(
    ([name, value]) => html`<p class="sheet total"><b>${value.toLocaleString()}</b> <span>${say(`count_${name}`)}</span></p>`,
  );
}

async function showWorn() {
  const { phrases } = await post("/v1/phrases/search", { k: WORN, min_documents: 2 });
  const most = Math.max(1, ...phrases.map(({ documents }) => documents));
  render(
    phrases.length
      ? html`<ul class="bars worn">${phrases.map(
          ({ text, documents }) => html`<li><a href=${inLanguage(`/phrases?q=${encodeURIComponent(text)}`)}>
            <span class="bar-name">${text}</span><meter min="0" max=${most} .value=${documents} aria-hidden="true"></meter>
            <span class="bar-count">${say("in_documents", { count: documents })}</span></a></li>`,
        )}</ul>`
      : html`<p class="hint">${say("no_worn")}</p>`,
    byId("worn"),
  );
  byId("worn-section").hidden = false;
}

try {
  const counted = await get("/v1/statistics");
  if (counted.documents) {
    byId("status").textContent = "";
    render(totals(counted), byId("totals"));
    const several = ["organ", "kind", "level", "collection", "tag"].filter((name) => counted[name].length > (name === "collection" ? 1 : 0));
    render(html`${years(counted.year)}${several.map((name) => bars(name, counted[name]))}`, byId("charts"));
    byId("map-section").hidden = false;
    await Promise.all([new CorpusMap(byId("map")).load(), showWorn()]);
  } else {
    byId("status").textContent = say("nothing_to_count");
  }
} catch (error) {
  byId("status").textContent = sayError(error);
}
