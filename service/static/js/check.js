// Check: a draft in, its report out. The draft is never put into the address; a check is, by its id.

import { get, post, send } from "./api.js";
import { showKept } from "./check/kept.js";
import { showMany } from "./check/many.js";
import { pickDocument, setUpPicker } from "./check/picker.js";
import { onFresh, open } from "./check/report.js";
import { fetching, hide, stop, work } from "./check/run.js";
import { byId } from "./dom.js";
import { html, icon, render } from "./html.js";
import { inLanguage, say } from "./words.js";

// Documents that drafts are not compared with (去除本人), by id.
const leftOut = new Map();
let several = [];

/** Ask for a check as a job, so that how far it is can be seen and any of them can be fetched again by its id. */
async function check(ask, file = null) {
  byId("report").hidden = true;
  let early = false;
  const result = await work(ask, async ({ check_id: id, complete }, signal) => {
    if (complete || early || !id) return;
    early = true;
    open(await get(`/v1/checks/${id}`, signal));
  });
  if (!result) return;
  const report = await fetching((signal) => get(`/v1/checks/${result.check_id}`, signal));
  if (!report) return;
  history.pushState(null, "", inLanguage(`/check?id=${report.id}`));
  shut();
  open(report, { file, isKept: byId("keep-check").checked });
}

const fields = () => ({
  keep: byId("keep-check").checked ? "with_text" : "no",
  exclude_id: [...leftOut.keys()],
  exclude_collection: byId("leave-collections").value.split(/[,，;；]/).map((each) => each.trim()).filter(Boolean),
});

function checkText(text, name = "", exclude = []) {
  const { keep, exclude_id, exclude_collection } = fields();
  const template = byId("template").files[0];
  // A template is a file, so that the text becomes one, too.
  if (template) return checkFile(new File([text], name || `${say("draft_label")}.txt`, { type: "text/plain" }));
  return check((signal) =>
    post("/v1/check", { text, name, keep, nearest: 0, background: true, filters: { exclude_id: [...exclude_id, ...exclude], exclude_collection } }, signal),
  );
}

function formOf(files) {
  const form = new FormData();
  for (const file of files) form.append("files", file);
  for (const [name, value] of Object.entries({ ...fields(), nearest: 0 })) for (const each of [value].flat()) form.append(name, each);
  const template = byId("template").files[0];
  if (template) form.append("template_file", template);
  return form;
}

function checkFile(file) {
  const form = formOf([file]);
  form.append("background", "true");
  return check((signal) => send("/v1/check", form, signal), file);
}

/** One file is checked; several are checked together. */
async function checkFiles(files) {
  several = [...files];
  byId("many").hidden = true;
  if (several.length === 1) return checkFile(several[0]);
  if (!several.length) return;
  byId("report").hidden = true;
  const form = formOf(several);
  const look = (result) => (index) => lookAt(result.drafts[index]);
  const result = await work((signal) => send("/v1/check/many", form, signal), (known) => showMany(known, look(known)));
  if (!result) return;
  hide();
  showMany(result, look(result));
}

async function lookAt({ name, check_id: id }) {
  if (id) return show(id);
  const file = several.find((each) => each.name === name);
  if (file) await checkFile(file);
}

async function checkDocument({ id, title }) {
  const document = await fetching((signal) => get(`/v1/documents/${id}?passages=false`, signal));
  if (document) await checkText(document.text, title, [id]);
}

/** Open a check that is kept, or that a job has made. */
async function show(id) {
  const report = await fetching((signal) => get(`/v1/checks/${encodeURIComponent(id)}`, signal), "check_gone");
  if (!report) return;
  history.pushState(null, "", inLanguage(`/check?id=${report.id}`));
  await openKept(report);
}

async function openKept(report) {
  const { checks } = await get("/v1/checks?limit=1000").catch(() => ({ checks: [] }));
  shut();
  open(report, { isKept: checks.some(({ id }) => id === report.id) });
}

/** What the address says: a check, or the empty box. */
async function followAddress() {
  const id = new URLSearchParams(location.search).get("id");
  if (!id) return begin();
  const report = await fetching((signal) => get(`/v1/checks/${encodeURIComponent(id)}`, signal), "check_gone");
  if (report) await openKept(report);
  else begin();
}

/** The report has the page to itself. */
function shut() {
  byId("start").hidden = true;
}

function begin() {
  byId("start").hidden = false;
  byId("report").hidden = true;
  byId("many").hidden = several.length < 2;
  showKept();
}

function drawLeftOut() {
  render(
    html`${[...leftOut].map(([id, title]) => html`<button type="button" class="chip" aria-label=${say("take_back", { title })} @click=${() => leaveOut(id)}>${title}${icon("x")}</button>`)}`,
    byId("left-out"),
  );
}

function leaveOut(id, title) {
  if (title === undefined) leftOut.delete(id);
  else leftOut.set(id, title);
  drawLeftOut();
}

function setUp() {
  byId("check-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = byId("draft").value;
    if (text.trim()) checkText(text);
    else byId("draft").focus();
  });
  byId("draft").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) byId("check-form").requestSubmit();
  });
  byId("draft-example").addEventListener("click", () => {
    byId("draft").value = say("check_example_text");
    byId("check-form").requestSubmit();
  });
  byId("file").addEventListener("change", (event) => {
    checkFiles(event.target.files);
    event.target.value = "";
  });
  byId("from-library").addEventListener("click", () => pickDocument(checkDocument));
  byId("leave-out").addEventListener("click", () => pickDocument((document) => leaveOut(document.id, document.title || say("untitled"))));
  byId("stop").addEventListener("click", stop);
  // Wherever a file is dropped: beside the box a browser would open it and leave the report.
  const holdsFiles = ({ dataTransfer }) => dataTransfer.types.includes("Files");
  const showDrop = (isOver) => byId("main").classList.toggle("dropping", isOver);
  addEventListener("dragover", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    showDrop(true);
  });
  addEventListener("dragleave", (event) => event.relatedTarget || showDrop(false));
  addEventListener("drop", (event) => {
    showDrop(false);
    if (!holdsFiles(event)) return;
    event.preventDefault();
    checkFiles(event.dataTransfer.files);
  });
  onFresh(() => {
    history.pushState(null, "", inLanguage("/check"));
    begin();
    byId("draft").focus();
  });
  addEventListener("popstate", followAddress);
  setUpPicker();
  followAddress();
}

setUp();
