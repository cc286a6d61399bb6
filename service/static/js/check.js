// Check: a draft in, its report out. The draft is never put into the address or kept.

import { post, send } from "./api.js";
import { byId, make } from "./dom.js";
import { factsLine, hitCard, similarityBar, titleLink } from "./found.js";
import { CodePoints, pieces } from "./pieces.js";
import { say, sayError } from "./words.js";

// Below this a nearest passage is no news to the writer.
const NEAR = 0.5;
let running = null;

export function setUpCheck() {
  const draft = byId("draft");
  byId("check-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = draft.value;
    if (text.trim()) check((signal) => post("/v1/check", { text, min_run_chars: minRun() }, signal));
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
}

const minRun = () => Number(byId("min-run").value);

function checkFile(file) {
  if (!file) return;
  const form = new FormData();
  form.append("files", file);
  form.append("min_run_chars", minRun());
  check(async (signal) => {
    const report = await send("/v1/check", form, signal);
    byId("draft").value = report.draft.text;
    return report;
  });
}

async function check(ask) {
  running?.abort();
  running = new AbortController();
  const status = byId("check-status");
  byId("report").hidden = true;
  status.textContent = say("checking");
  try {
    show(await ask(running.signal));
    status.textContent = "";
  } catch (error) {
    if (error.name !== "AbortError") status.textContent = sayError(error);
  }
}

function show(report) {
  const near = report.paragraphs
    .filter((paragraph) => !paragraph.copied_chars)
    .flatMap((paragraph) => paragraph.nearest.slice(0, 1))
    .filter((hit) => hit.similarity >= NEAR);
  byId("report").replaceChildren(
    figures(report.figures),
    notes(report.draft),
    make(
      "div",
      { className: "sides" },
      make("section", {}, make("h2", {}, say("your_draft")), draftText(report)),
      make(
        "section",
        {},
        make("h2", {}, report.spans.length ? `${say("spans")} ${report.spans.length}` : say("spans")),
        report.spans.length
          ? make("ol", { className: "spans" }, ...report.spans.map(spanCard))
          : make("p", { className: "clean" }, say("clean")),
      ),
    ),
    near.length
      ? make(
          "section",
          {},
          make("h2", {}, say("near_paragraphs")),
          make("p", { className: "hint" }, say("near_explained")),
          make("ol", { className: "results" }, ...near.map(hitCard)),
        )
      : "",
  );
  byId("report").hidden = false;
  byId("report").scrollIntoView({ block: "start" });
}

function figures(found) {
  const share = (value) => `${(value * 100).toFixed(1)}%`;
  const shown = [
    ["copy_share", share(found.copy_share)],
    ["without_quotations", share(found.without_quotations)],
    ["largest_source_share", share(found.largest_source_share)],
    ["copied_chars", `${found.copied_chars} / ${found.characters}`],
  ];
  return make(
    "dl",
    { className: "figures" },
    ...shown.map(([name, value]) =>
      make("div", {}, make("dt", {}, say(name)), make("dd", {}, value), make("dd", { className: "hint" }, say(`${name}_explained`))),
    ),
  );
}

function notes(draft) {
  return draft.notes.length ? make("p", { className: "hint" }, `${say("notes")}: ${draft.notes.join(" ")}`) : "";
}

function draftText(report) {
  const text = new CodePoints(report.draft.text);
  const ranges = report.spans.map((span, index) => ({ start: span.start, end: span.end, span, index }));
  return make(
    "div",
    { className: "text draft-text" },
    ...pieces(text, 0, text.length, ranges, (piece, [{ span, index }]) =>
      make("a", { href: `#span-${index}`, className: `span ${span.class}`, title: say(`class_${span.class}`) }, piece),
    ),
  );
}

function spanCard(span, index) {
  const source = span.source;
  const marks = span.marks.map((mark) => make("span", { className: "tag" }, say(`mark_${mark}`)));
  return make(
    "li",
    { id: `span-${index}`, className: "hit", tabIndex: -1 },
    make(
      "div",
      { className: "hit-top" },
      make("span", { className: `tag ${span.class}` }, say(`class_${span.class}`)),
      ...marks,
      similarityBar(span.similarity, span.similarity),
    ),
    make("blockquote", { className: "text" }, source.text),
    make("p", { className: "facts" }, titleLink(source.document, source.start, source.end)),
    make("p", { className: "facts" }, [factsLine(source.document), ...source.heading_path].filter(Boolean).join(" › ")),
    ...span.alternatives.map((other) =>
      make("p", { className: "facts" }, `${say("also")} `, titleLink(other.document, other.start, other.end)),
    ),
  );
}
