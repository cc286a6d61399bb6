// What find is asked, and how it stands in the address: everything that is on the screen can be sent to a colleague.

export const PAGE = 10;
export const MODES = ["both", "meaning", "words"];
export const SORTS = ["similarity", "date"];
/** The facets in the order of the page; each is a filter of the API, too. */
export const FACETS = ["year", "organ", "kind", "level", "collection", "tag", "language"];

/** The state that an address says. */
export function read(search) {
  const asked = new URLSearchParams(search);
  const one = (name, allowed) => (allowed.includes(asked.get(name)) ? asked.get(name) : allowed[0]);
  const number = (name) => Number(asked.get(name)) || null;
  const filters = {};
  for (const name of FACETS) {
    const values = asked.getAll(name);
    if (values.length) filters[name] = name === "year" ? values.map(Number).filter(Number.isInteger) : values;
  }
  return {
    query: asked.get("q") ?? "",
    like: number("like"),
    mode: one("mode", MODES),
    sort: one("sort", SORTS),
    grouped: asked.get("group") === "1",
    filters,
    count: Math.min(Math.max(number("n") ?? PAGE, PAGE), 200),
    open: number("open"),
  };
}

/** The address of a state; what is as usual is left out. */
export function write(state) {
  const said = new URLSearchParams();
  if (state.query) said.set("q", state.query);
  if (state.like) said.set("like", state.like);
  if (state.mode !== MODES[0]) said.set("mode", state.mode);
  if (state.sort !== SORTS[0]) said.set("sort", state.sort);
  if (state.grouped) said.set("group", "1");
  for (const [name, values] of Object.entries(state.filters)) for (const value of values) said.append(name, value);
  if (state.count > PAGE) said.set("n", state.count);
  if (state.open) said.set("open", state.open);
  const lang = new URLSearchParams(location.search).get("lang");
  if (lang) said.set("lang", lang);
  const query = said.toString();
  return query ? `?${query}` : location.pathname;
}

/** Whether anything is asked. */
export const isAsking = (state) => Boolean(state.query.trim() || state.like);

/** The question for POST /v1/search. */
export function question(state) {
  const subject = state.like ? { like: { passage_id: state.like } } : { query: state.query };
  return { ...subject, mode: state.mode, sort: state.sort, k: state.count, filters: state.filters, explain: true };
}

/** The question that only counts: over all documents, so that a choice can be widened again. */
export function counting(state) {
  const subject = state.like ? { like: { passage_id: state.like } } : { query: state.query };
  return { ...subject, mode: state.mode, k: 1, facets: true };
}
