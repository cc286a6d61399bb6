// Find: a question, its answers, more of them. The question is in the address, so that it can be sent and gone back to.

import { get, post } from "./api.js";
import { byId } from "./dom.js";
import { hitCard } from "./found.js";
import { say, sayError } from "./words.js";

const PAGE = 10;
let running = null;
let asked = null;

function setUp() {
  const query = byId("query");
  byId("find-form").addEventListener("submit", (event) => {
    event.preventDefault();
    remember();
    find();
  });
  query.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      byId("find-form").requestSubmit();
    }
  });
  byId("mode").addEventListener("change", () => query.value.trim() && byId("find-form").requestSubmit());
  byId("more").addEventListener("click", () => find(byId("results").children.length));
  for (const chip of byId("examples").querySelectorAll(".chip")) {
    chip.addEventListener("click", () => {
      query.value = chip.textContent;
      byId("find-form").requestSubmit();
    });
  }
  recall();
}

/** Show what the address asks for. */
function recall() {
  const parameters = new URLSearchParams(location.search);
  byId("mode").value = parameters.get("mode") ?? "both";
  const query = parameters.get("q") ?? "";
  if (query === asked) return;
  byId("query").value = query;
  if (query.trim()) find();
  else clear();
}

function remember() {
  const url = new URL(location.href);
  url.searchParams.set("q", byId("query").value);
  url.searchParams.set("mode", byId("mode").value);
  if (byId("mode").value === "both") url.searchParams.delete("mode");
  if (url.href !== location.href) history.pushState(null, "", url);
}

function clear() {
  asked = "";
  byId("results").replaceChildren();
  byId("find-status").textContent = "";
  byId("more").hidden = true;
  byId("examples").hidden = false;
}

async function find(offset = 0) {
  running?.abort();
  running = new AbortController();
  const query = byId("query").value;
  if (!offset) clear();
  asked = query;
  byId("examples").hidden = true;
  const status = byId("find-status");
  status.textContent = say("searching");
  try {
    const question = { query, mode: byId("mode").value, k: PAGE, offset };
    const answer = await post("/v1/search", question, running.signal);
    byId("results").append(...answer.results.map(hitCard));
    byId("more").hidden = !answer.has_more;
    status.textContent = await summary(answer);
  } catch (error) {
    if (error.name !== "AbortError") status.textContent = sayError(error);
  }
}

async function summary(answer) {
  const count = byId("results").children.length;
  if (!count) return (await get("/v1/info")).documents ? say("nothing") : say("empty_corpus");
  const long = answer.query_windows > 1 ? `  ${say("windows")}` : "";
  return `${count}${answer.has_more ? "+" : ""} ${say("found")} · ${Math.round(answer.took_ms)} ms${long}`;
}

addEventListener("popstate", recall);
setUp();
