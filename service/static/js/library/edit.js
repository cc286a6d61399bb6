// Corrections: one document's facts, or what several have in common; what is left alone stays as it is.

import { patch, post } from "../api.js";
import { html, nothing, render } from "../html.js";
import { say, sayError } from "../words.js";

const FACTS = ["organ", "level", "kind", "year"];

/** Open the dialog for documents; `known` lists the values there are, for suggestions. Resolves to whether anything was changed. */
export function editDialog(documents, known = {}) {
  const dialog = document.getElementById("edit");
  const isOne = documents.length === 1;
  const shared = (name) => (documents.every((each) => each[name] === documents[0][name]) ? (documents[0][name] ?? "") : null);
  return new Promise((resolve) => {
    let changed = false;
    const save = async (event) => {
      event.preventDefault();
      const asked = asOf(new FormData(event.target), documents, shared);
      try {
        if (isOne) await patch(`/v1/documents/${documents[0].id}`, asked);
        else await post("/v1/documents/correct", asked);
        changed = true;
        dialog.close();
      } catch (error) {
        dialog.querySelector("[role=alert]").textContent = sayError(error);
      }
    };
    dialog.addEventListener("close", () => resolve(changed), { once: true });
    render(nothing, dialog);
    render(form(documents, isOne, shared, known, save, () => dialog.close()), dialog);
    dialog.showModal();
  });
}

function form(documents, isOne, shared, known, save, cancel) {
  return html`<form class="edit" @submit=${save}>
    <h2 id="edit-title">${isOne ? say("correct_one") : say("correct_many", { count: documents.length })}</h2>
    ${isOne ? nothing : html`<p class="hint">${say("correct_hint")}</p>`}
    ${isOne
      ? html`<label>${say("fact_title")} <input type="text" name="title" required maxlength="1000" value=${documents[0].title}></label>`
      : html`<div class="pair"><label>${say("title_find")} <input type="text" name="find" maxlength="1000"></label>
          <label>${say("title_replace")} <input type="text" name="replace" maxlength="1000"></label></div>`}
    <div class="pair">${FACTS.map((name) => {
      const value = shared(name);
      return html`<label>${say(`fact_${name}`)}
        <input type="text" name=${name} value=${value === null ? "" : String(value)} placeholder=${value === null ? say("differs") : ""}
          maxlength="1000" list=${`known-${name}`} inputmode=${name === "year" ? "numeric" : "text"} pattern=${name === "year" ? "\\d{0,4}" : ".*"}>
        <datalist id=${`known-${name}`}>${(known[name] ?? []).filter(({ value: each }) => each).map(({ value: each }) => html`<option value=${String(each)}></option>`)}</datalist>
      </label>`;
    })}</div>
    ${isOne
      ? html`<label>${say("fact_tags")} <input type="text" name="tags" value=${documents[0].tags.join("、")}><span class="hint">${say("tags_hint")}</span></label>`
      : html`<div class="pair"><label>${say("add_tags")} <input type="text" name="add" list="known-tag"></label>
          <label>${say("remove_tags")} <input type="text" name="drop" list="known-tag"></label></div>`}
    <p class="wrong" role="alert"></p>
    <div class="row"><button type="button" class="quiet push" @click=${cancel}>${say("cancel")}</button>
      <button class="primary">${say("save")}</button></div>
  </form>`;
}

const list = (text) => String(text ?? "").split(/[,，、;；\s]+/).filter(Boolean);

/** The request: only what was changed. */
function asOf(form, documents, shared) {
  const asked = {};
  for (const name of FACTS) {
    const value = form.get(name).trim();
    const before = shared(name);
    if (before === null ? !value : value === String(before)) continue;
    if (name === "year") asked.year = value ? Number(value) : null;
    else asked[name] = value;
  }
  if (documents.length === 1) {
    if (form.get("title").trim() !== documents[0].title) asked.title = form.get("title").trim();
    const tags = list(form.get("tags"));
    if (tags.join() !== documents[0].tags.join()) asked.tags = tags;
    return asked;
  }
  asked.ids = documents.map(({ id }) => id);
  if (form.get("find")) asked.title_change = { find: form.get("find"), replace: form.get("replace") };
  if (form.get("add")) asked.add_tags = list(form.get("add"));
  if (form.get("drop")) asked.remove_tags = list(form.get("drop"));
  return asked;
}
