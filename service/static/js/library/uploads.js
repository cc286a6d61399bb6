// Uploads: one file after the other, each with how far it is, what became of it, or what went wrong and what to do.

import { get, remove, send } from "../api.js";
import { html, icon, nothing, render, repeat } from "../html.js";
import { inLanguage, say, sayError } from "../words.js";

// How often a job is looked at, in milliseconds.
const POLL = 400;

/** A list of uploads that is drawn into a place; `changed()` is called whenever documents have come. */
export class Uploads {
  constructor(place, changed) {
    this.place = place;
    this.changed = changed;
    this.rows = [];
    this.passedOver = 0;
    this.added = 0;
    this.isRunning = false;
    this.stopping = null;
  }

  /** Queue files for a collection. */
  add({ files, passedOver }, collection, tags) {
    this.passedOver += passedOver;
    for (const { file, name } of files) this.rows.push({ key: (this.added += 1), file, name, collection, tags, state: "waiting", done: 0, total: 0 });
    this.draw();
    if (!this.isRunning) this.run();
  }

  async run() {
    this.isRunning = true;
    this.stopping = new AbortController();
    for (let row = this.next(); row; row = this.next()) {
      row.state = "running";
      this.draw();
      await this.upload(row);
      this.draw();
    }
    this.isRunning = false;
    this.draw();
    this.changed();
  }

  next = () => this.rows.find(({ state }) => state === "waiting");

  async upload(row) {
    const form = new FormData();
    form.append("files", row.file, row.file.name);
    form.append("source", row.name);
    form.append("collection", row.collection);
    for (const tag of row.tags) form.append("tags", tag);
    try {
      const answer = await send("/v1/documents", form, this.stopping.signal);
      const result = answer.job ? await this.finished(answer.job, row) : answer;
      if (result.failed.length) throw Object.assign(new Error(result.failed[0].error.message), { code: result.failed[0].error.code });
      const counts = { added: 0, replaced: 0, unchanged: 0 };
      for (const { status } of result.documents) counts[status] += 1;
      Object.assign(row, { state: "done", documents: result.documents, counts, notes: result.notes.flatMap(({ notes }) => notes) });
    } catch (error) {
      Object.assign(row, error.name === "AbortError" ? { state: "stopped" } : { state: "failed", error: sayError(error) });
    }
    delete row.file;
  }

  /** What became of a large file, which the service reads in the background. */
  async finished(job, row) {
    const stop = () => remove(`/v1/jobs/${job.id}`).catch(() => {});
    this.stopping.signal.addEventListener("abort", stop);
    while (job.state === "queued" || job.state === "running") {
      await new Promise((resolve) => setTimeout(resolve, POLL));
      job = await get(`/v1/jobs/${job.id}`);
      if (job.current) Object.assign(row, { done: job.current.done, total: job.current.total });
      this.draw();
    }
    this.stopping.signal.removeEventListener("abort", stop);
    if (job.state === "cancelled") throw Object.assign(new Error(), { name: "AbortError" });
    return job.result;
  }

  stop() {
    for (const row of this.rows) if (row.state === "waiting") row.state = "stopped";
    this.stopping?.abort();
    this.draw();
  }

  clear() {
    this.rows = this.rows.filter(({ state }) => state === "waiting" || state === "running");
    this.passedOver = 0;
    this.draw();
  }

  draw() {
    const finished = this.rows.filter(({ state }) => state !== "waiting" && state !== "running").length;
    const failed = this.rows.filter(({ state }) => state === "failed").length;
    // What went wrong stands first: it wants something of the reader.
    const order = { running: 0, failed: 1, stopped: 2, waiting: 3, done: 4 };
    const rows = [...this.rows].sort((one, other) => order[one.state] - order[other.state] || (one.state === "waiting" ? one.key - other.key : other.key - one.key));
    render(
      this.rows.length || this.passedOver
        ? html`<section class="sheet uploads" aria-label=${say("uploads")}>
            <div class="row">
              <h2>${this.isRunning ? say("uploading") : say("uploaded")}</h2>
              <span class="facts" role="status">${say("files_done", { done: finished, total: this.rows.length })}${failed ? ` · ${say("files_failed", { count: failed })}` : ""}${this.passedOver ? ` · ${say("files_passed_over", { count: this.passedOver })}` : ""}</span>
              ${this.isRunning
                ? html`<button type="button" class="quiet small push" @click=${() => this.stop()}>${icon("circle-stop")}${say("stop")}</button>`
                : html`<button type="button" class="quiet small push" @click=${() => this.clear()}>${icon("x")}${say("close")}</button>`}
            </div>
            <progress max=${Math.max(this.rows.length, 1)} .value=${finished} aria-label=${say("uploads")}></progress>
            <ul>${repeat(rows.slice(0, 200), ({ key }) => key, upload)}</ul>
            ${rows.length > 200 ? html`<p class="hint">${say("and_more", { count: rows.length - 200 })}</p>` : nothing}
          </section>`
        : nothing,
      this.place,
    );
  }
}

const SYMBOLS = { waiting: "minus", running: "loader-circle", done: "circle-check", failed: "circle-alert", stopped: "circle-stop" };

function upload(row) {
  return html`<li class="upload ${row.state}">
    ${icon(SYMBOLS[row.state])}
    <span class="upload-name">${row.name}</span>
    <span class="facts">${whatHappened(row)}</span>
    ${row.state === "running" && row.total ? html`<progress max=${row.total} .value=${row.done} aria-label=${row.name}></progress>` : nothing}
  </li>`;
}

function whatHappened(row) {
  if (row.state === "failed") return html`<span class="wrong">${row.error}</span>`;
  if (row.state !== "done") return say(`upload_${row.state}`);
  const counts = Object.entries(row.counts).filter(([, count]) => count);
  const said = counts.map(([status, count]) => say(`upload_${status}`, { count })).join(say("comma"));
  const [first] = row.documents;
  const link = row.documents.length === 1 ? html`<a href=${inLanguage(`/documents/${first.id}`)}>${say("open")}</a>` : nothing;
  return html`${said} ${link}${row.notes.length ? html`<br>${row.notes.join(" ")}` : nothing}`;
}
