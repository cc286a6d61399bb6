// A check from beginning to end: the job that makes it, how far it is, its first findings, its report.

import { get, remove } from "../api.js";
import { byId } from "../dom.js";
import { say, sayError } from "../words.js";

// How often a job is looked at while the page waits for it, in milliseconds.
const POLL = 300;
let running = null;

const pause = () => new Promise((resolve) => setTimeout(resolve, POLL));

/** Stop what is running, here and on the server. */
export const stop = () => running?.abort();

/**
 * Ask for a job and wait for its result.
 *
 * @param ask makes the request that starts it, given a signal
 * @param onResult is called with what is known of the result, as it grows
 * @returns the job's result, with the progress still shown; null when it was stopped or went wrong, which is then said
 */
export async function work(ask, onResult = () => {}) {
  running?.abort();
  const mine = new AbortController();
  running = mine;
  const isMine = () => running === mine;
  show(say("stage_sending"), null);
  try {
    const { job } = await ask(mine.signal);
    const result = await finished(job, mine.signal, onResult);
    return result;
  } catch (error) {
    if (isMine()) hide(error.name === "AbortError" ? say("stopped") : sayError(error));
    return null;
  }
}

/** Fetch what may take a moment, such as the report of a long draft; `gone` names the words for what is not there. */
export async function fetching(ask, gone = "error_not_found") {
  running?.abort();
  const mine = new AbortController();
  running = mine;
  show(say("stage_report"), null);
  try {
    const answer = await ask(mine.signal);
    hide();
    return answer;
  } catch (error) {
    if (running === mine) hide(error.name === "AbortError" ? say("stopped") : error.code === "not_found" ? say(gone) : sayError(error));
    return null;
  }
}

async function finished(job, signal, onResult) {
  const stopJob = () => remove(`/v1/jobs/${job.id}`).catch(() => {});
  signal.addEventListener("abort", stopJob);
  while (job.state === "queued" || job.state === "running") {
    stage(job);
    await pause();
    job = await get(`/v1/jobs/${job.id}`, signal);
    if (job.result) await onResult(job.result, signal);
  }
  signal.removeEventListener("abort", stopJob);
  if (job.state !== "done") throw Object.assign(new Error(Object.values(job.errors).flat().join(" ")), { code: job.state });
  return job.result;
}

function stage(job) {
  const { current } = job;
  if (job.state === "queued") return show(say("stage_queued"), null);
  if (job.total > 1) return show(say("stage_drafts", { done: job.done + 1, total: job.total, name: current?.name ?? "" }), job.done / job.total);
  if (!current?.total) return show(say("stage_reading"), null);
  return show(say("stage_comparing", { percent: Math.round((100 * current.done) / current.total) }), current.done / current.total);
}

function show(text, share) {
  byId("progress").hidden = false;
  byId("stop").hidden = false;
  byId("check-status").textContent = text;
  const bar = byId("progress-bar");
  bar.hidden = false;
  if (share === null) bar.removeAttribute("value");
  else bar.value = share;
}

export function hide(text = "") {
  byId("progress").hidden = !text;
  byId("stop").hidden = true;
  byId("progress-bar").hidden = true;
  byId("check-status").textContent = text;
}
