// Documents of the library to choose from: one to be checked, or some that a draft is not compared with.

import { get } from "../api.js";
import { byId } from "../dom.js";
import { factsLine } from "../found.js";
import { html, render } from "../html.js";
import { say, sayError } from "../words.js";

const SHOWN = 50;
const CALM_MS = 200;
let timer = 0;
let chosen = () => {};

/** Let the reader choose a document; `choose` gets it. */
export function pickDocument(choose) {
  chosen = choose;
  byId("picker-query").value = "";
  byId("picker").showModal();
  list();
}

export function setUpPicker() {
  byId("picker-query").addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(list, CALM_MS);
  });
}

async function list() {
  const query = new URLSearchParams({ limit: SHOWN, sort: "-year" });
  const title = byId("picker-query").value.trim();
  if (title) query.set("title", title);
  try {
    const { documents, total } = await get(`/v1/documents?${query}`);
    render(
      html`<p class="hint" role="status">${say("picker_found", { total })}</p>
        <ul class="plain picker-list">${documents.map((document) => html`<li><button type="button" class="pick" @click=${() => take(document)}><b>${document.title || say("untitled")}</b> <span class="hint">${factsLine(document)}</span></button></li>`)}</ul>`,
      byId("picker-found"),
    );
  } catch (error) {
    render(html`<p class="failure">${sayError(error)}</p>`, byId("picker-found"));
  }
}

function take(document) {
  byId("picker").close();
  chosen(document);
}
