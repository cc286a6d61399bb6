// Check: a draft in, its report out. The draft is never put into the address or kept.

import { get, post, remove, send } from "./api.js";
import { byId } from "./dom.js";
import { showReport } from "./report.js";
import { say, sayError } from "./words.js";

// How often a job is looked at while the page waits for it, in milliseconds.
const POLL = 500;
let running = null;
// How to ask for the present draft again, and the id under which its check can be had without checking it anew.
let again = null;
let checkId = null;

function setUp() {
  const draft = byId("draft");
  byId("check-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = draft.value;
    if (text.trim()) check((signal) => post("/v1/check", { text, ...options() }, signal));
    else draft.focus();
  });
  byId("draft-example").addEventListener("click", () => {
    draft.value = say("check_example_text");
    byId("check-form").requestSubmit();
  });
  byId("file").addEventListener("change", (event) => {
    checkFile(event.target.files[0]);
    event.target.value = "";
  });
  draft.addEventListener("dragover", (event) => event.preventDefault());
  draft.addEventListener("drop", (event) => {
    const file = event.dataTransfer.files[0];
    if (!file) return;
    event.preventDefault();
    checkFile(file);
  });
  for (const name of ["sensitivity", "min-run"]) {
    byId(name).addEventListener("change", () => again && byId("check-form").checkValidity() && judgeAgain());
  }
  byId("stop").addEventListener("click", () => running?.abort());
}

const options = () => ({ min_run_chars: Number(byId("min-run").value), sensitivity: byId("sensitivity").value });

function checkFile(file) {
  if (!file) return;
  check((signal) => {
    const form = new FormData();
    form.append("files", file);
    for (const [name, value] of Object.entries(options())) form.append(name, value);
    return send("/v1/check", form, signal);
  }, true);
}

/** The same draft under other thresholds: from the check that a job has made, else anew. */
function judgeAgain() {
  const id = checkId;
  const ask = again;
  if (id) run((signal) => get(`/v1/checks/${id}?${new URLSearchParams(options())}`, signal));
  else run(ask);
}

function check(ask, isFile = false) {
  again = ask;
  checkId = null;
  byId("report").hidden = true;
  run(ask, isFile);
}

async function run(ask, isFile = false) {
  running?.abort();
  const mine = new AbortController();
  running = mine;
  const status = byId("check-status");
  status.textContent = say("checking");
  byId("stop").hidden = false;
  try {
    const answer = await ask(mine.signal);
    const report = answer.job ? await finished(answer.job, mine.signal) : answer;
    if (isFile) byId("draft").value = report.draft.text;
    showReport(report);
    status.textContent = "";
  } catch (error) {
    if (running === mine) status.textContent = error.name === "AbortError" ? say("stopped") : sayError(error);
  } finally {
    if (running === mine) byId("stop").hidden = true;
  }
}

/** The report of a job's check when it is done; its first pages are shown as soon as they are there. */
async function finished(job, signal) {
  const stopJob = () => remove(`/v1/jobs/${job.id}`).catch(() => {});
  signal.addEventListener("abort", stopJob);
  let early = false;
  while (job.state === "queued" || job.state === "running") {
    await new Promise((resolve) => setTimeout(resolve, POLL));
    job = await get(`/v1/jobs/${job.id}`, signal);
    const done = job.current?.total ? ` ${Math.round((100 * job.current.done) / job.current.total)} %` : "";
    byId("check-status").textContent = `${say("checking")}${done}${early ? ` ${say("beginning_only")}` : ""}`;
    if (job.result && !job.result.complete && !early) {
      early = true;
      showReport(await get(`/v1/checks/${job.result.check_id}`, signal));
    }
  }
  signal.removeEventListener("abort", stopJob);
  if (job.state !== "done") throw Object.assign(new Error(Object.values(job.errors).flat().join(" ")), { code: job.state });
  checkId = job.result.check_id;
  return get(`/v1/checks/${checkId}`, signal); // without neighbours, which take their time in a long draft
}

setUp();
