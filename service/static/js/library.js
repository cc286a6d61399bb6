// The library: files in, documents listed, sorted, filtered, corrected and deleted.

import { get } from "./api.js";
import { byId } from "./dom.js";
import { valueName } from "./found.js";
import { html, icon, nothing, render } from "./html.js";
import { latest, onTyping } from "./latest.js";
import { deleteDocuments, undoDeletion } from "./library/deleting.js";
import { editDialog } from "./library/edit.js";
import { chosenFiles, droppedFiles } from "./library/files.js";
import { FILTERS, PAGE, question, read, write } from "./library/state.js";
import { renameDialog } from "./library/rename.js";
import { documentTable } from "./library/table.js";
import { Uploads } from "./library/uploads.js";
import { showCounts } from "./shell.js";
import { say, sayError } from "./words.js";

// So many documents can be picked at once: what one request may name.
const MOST_PICKED = 1000;

let state = read();
let answer = null;
let known = null; // what there is to filter by
let undo = null; // the name of the last deletion, as long as it can be undone
let lastPicked = null;
const picked = new Map(); // id → document, across pages

// --- the address

function go(change, { isStep = true } = {}) {
  state = { ...state, ...change };
  history[isStep ? "pushState" : "replaceState"](null, "", write(state));
  return refresh();
}

addEventListener("popstate", () => {
  state = read();
  byId("title-filter").value = state.title;
  refresh();
});

// --- asking

const refresh = latestList();

function latestList() {
  const ask = latest(async (wanted) => {
    try {
      answer = await get(`/v1/documents?${question(wanted)}`);
      draw();
    } catch (error) {
      byId("list-status").textContent = sayError(error);
    }
  });
  return () => ask(state);
}

async function refreshAll() {
  await Promise.all([refresh(), refreshKnown()]);
  showCounts();
}

async function refreshKnown() {
  known = await get("/v1/statistics").catch(() => null);
  draw();
}

// --- showing

function draw() {
  if (!answer) return;
  const isEmpty = known?.documents === 0;
  byId("list").hidden = isEmpty;
  byId("welcome").hidden = !isEmpty;
  render(known ? FILTERS.map(filter) : nothing, byId("filters"));
  render(bulk(), byId("bulk"));
  const from = answer.offset + 1;
  byId("list-status").textContent = answer.total
    ? say("listed", { from, to: answer.offset + answer.documents.length, total: answer.total.toLocaleString() })
    : say("none_listed");
  render(answer.documents.length ? documentTable(answer.documents, state, picked, act) : nothing, byId("documents"));
  render(pages(), byId("pages"));
}

function filter(name) {
  const values = known[name].filter(({ value }) => value !== "" && value !== null);
  const chosen = state.filters[name] ?? "";
  if (values.length < (name === "collection" ? 1 : 2) && !chosen) return nothing; // one collection can be renamed, too
  if (name === "year") values.sort((one, other) => other.value - one.value);
  return html`<label><span class="hidden">${say(`fact_${name}`)}</span>
    <select class=${chosen ? "is-set" : ""} @change=${(event) => act.filter(name, event.target.value)}>
      <option value="">${say("all_of", { what: say(`fact_${name}`) })}</option>
      ${values.map(({ value, documents }) => html`<option value=${String(value)} ?selected=${String(value) === chosen}>${valueName(name, value)} (${documents})</option>`)}
    </select></label>`;
}

function bulk() {
  if (!picked.size)
    return undo
      ? html`<button type="button" class="quiet small" @click=${() => act.undo()}>${icon("undo-2")}${say("undo_deletion")}</button>`
      : state.filters.collection
        ? html`<button type="button" class="quiet small" id="rename" @click=${() => act.rename(state.filters.collection)}>${icon("pencil")}${say("rename_collection")}</button>`
        : nothing;
  const rest = answer.total > answer.documents.length && picked.size < Math.min(answer.total, MOST_PICKED);
  return html`<div class="row bulk" role="group" aria-label=${say("picked", { count: picked.size })}>
    <b>${say("picked", { count: picked.size })}</b>
    <button type="button" class="quiet small" @click=${() => act.edit(...picked.values())}>${icon("pencil")}${say("correct")}</button>
    <button type="button" class="danger small" @click=${() => act.delete()}>${icon("trash-2")}${say("delete")}</button>
    ${rest ? html`<button type="button" class="link" @click=${() => act.pickRest()}>${say("pick_rest", { count: Math.min(answer.total, MOST_PICKED) })}</button>` : nothing}
    <button type="button" class="link" @click=${() => act.unpick()}>${say("unpick")}</button>
  </div>`;
}

function pages() {
  const last = Math.ceil(answer.total / PAGE);
  if (last < 2) return nothing;
  const to = (page, name, symbol) => html`<button type="button" class="quiet small" ?disabled=${page < 1 || page > last}
    @click=${() => go({ page }).then(() => byId("list").scrollIntoView())}>${symbol === "chevron-left" ? icon(symbol) : nothing}${say(name)}${symbol === "chevron-right" ? icon(symbol) : nothing}</button>`;
  return html`${to(state.page - 1, "page_before", "chevron-left")}<span>${say("page_of", { page: state.page, last })}</span>
    ${to(state.page + 1, "page_after", "chevron-right")}`;
}

// --- doing

const act = {
  sort(name) {
    // The first click on a year or a length shows the newest or longest, on a word the first.
    const first = name === "year" || name === "characters" ? `-${name}` : name;
    const other = first === name ? `-${name}` : name;
    go({ sort: state.sort === first ? other : first, page: 1 });
  },
  filter(name, value) {
    const filters = { ...state.filters, [name]: value };
    if (!value) delete filters[name];
    go({ filters, page: 1 });
  },
  /** Pick or unpick; with Shift all between the last one and this. */
  pick(id, isRange) {
    const all = answer.documents.map((each) => each.id);
    const [at, last] = [all.indexOf(id), all.indexOf(lastPicked)];
    const range = isRange && last >= 0 ? answer.documents.slice(Math.min(at, last), Math.max(at, last) + 1) : [answer.documents[at]];
    const isPicked = !picked.has(id);
    for (const each of range) isPicked ? picked.set(each.id, each) : picked.delete(each.id);
    lastPicked = id;
    draw();
  },
  pickAll() {
    const isAll = answer.documents.every(({ id }) => picked.has(id));
    for (const each of answer.documents) isAll ? picked.delete(each.id) : picked.set(each.id, each);
    draw();
  },
  async pickRest() {
    const all = await get(`/v1/documents?${question({ ...state, page: 1 }, MOST_PICKED)}`);
    for (const each of all.documents) picked.set(each.id, each);
    draw();
  },
  unpick() {
    picked.clear();
    draw();
  },
  rename(collection) {
    renameDialog(collection, (name) => {
      go({ filters: { ...state.filters, collection: name } }, { isStep: false });
      refreshAll();
    });
  },
  async edit(...documents) {
    if (!(await editDialog(documents, known ?? {}))) return;
    picked.clear();
    refreshAll();
  },
  async delete() {
    undo = await deleteDocuments([...picked.keys()], () => {
      picked.clear();
      refreshAll();
    });
    draw();
  },
  async undo() {
    const name = undo;
    undo = null;
    await undoDeletion(name, refreshAll);
  },
};

// --- files in

const uploads = new Uploads(byId("uploads"), refreshAll);
const collection = () => byId("collection").value.trim() || "default";
const tags = () => byId("tags").value.split(/[,，、;；\s]+/).filter(Boolean);

for (const id of ["files", "folder"]) {
  byId(id).addEventListener("change", (event) => {
    uploads.add(chosenFiles(event.target), collection(), tags());
    event.target.value = "";
  });
}
// The whole page is where files may be dropped; the box shows that it is so.
const zone = byId("drop");
let depth = 0;
const holdsFiles = (event) => event.dataTransfer?.types.includes("Files");
addEventListener("dragenter", (event) => holdsFiles(event) && zone.classList.toggle("is-over", (depth += 1) > 0));
addEventListener("dragleave", (event) => holdsFiles(event) && zone.classList.toggle("is-over", (depth -= 1) > 0));
addEventListener("dragover", (event) => holdsFiles(event) && event.preventDefault());
addEventListener("drop", async (event) => {
  if (!holdsFiles(event)) return;
  event.preventDefault();
  depth = 0;
  zone.classList.remove("is-over");
  uploads.add(await droppedFiles(event.dataTransfer), collection(), tags());
});
addEventListener("beforeunload", (event) => uploads.isRunning && event.preventDefault());

onTyping(byId("title-filter"), () => 0, (title) => go({ title, page: 1 }, { isStep: false }));
byId("title-filter").value = state.title;
refreshAll();
