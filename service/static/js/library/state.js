// What the list of documents shows, and how it stands in the address.

import { inLanguage } from "../words.js";

export const PAGE = 50;
/** Filters of the list, in the order of the page. */
export const FILTERS = ["collection", "year", "organ", "kind", "level", "tag"];
/** Columns that can be sorted by; "-" before one turns it round. */
export const SORTS = ["title", "organ", "year", "kind", "characters"];

export function read() {
  const asked = new URLSearchParams(location.search);
  const sort = asked.get("sort") ?? "";
  return {
    title: asked.get("title") ?? "",
    filters: Object.fromEntries(FILTERS.map((name) => [name, asked.get(name)]).filter(([, value]) => value !== null)),
    sort: SORTS.includes(sort.replace(/^-/, "")) ? sort : "-id",
    page: Math.max(Number(asked.get("page")) || 1, 1),
  };
}

/** The address of a state; what is as usual is left out. */
export function write({ title, filters, sort, page }) {
  const said = new URLSearchParams();
  if (title) said.set("title", title);
  for (const [name, value] of Object.entries(filters)) said.set(name, value);
  if (sort !== "-id") said.set("sort", sort);
  if (page > 1) said.set("page", page);
  const written = said.toString();
  return inLanguage(written ? `/library?${written}` : "/library");
}

/** The question for GET /v1/documents. */
export function question({ title, filters, sort, page }, limit = PAGE) {
  const asked = new URLSearchParams({ limit, offset: limit * (page - 1), sort, ...filters });
  if (title.trim()) asked.set("title", title.trim());
  return asked;
}
