// The report of a check: figures, the draft with its spans and set phrases, each span beside its source.

import { byId, make } from "./dom.js";
import { factsLine, hitCard, similarityBar, titleLink } from "./found.js";
import { CodePoints, pieces } from "./pieces.js";
import { say } from "./words.js";

const CLASSES = ["verbatim", "edited", "reordered", "paraphrased", "translated"];
const SHARES = ["copy_share", "without_quotations", "without_set_phrases", "largest_source_share"];
// Below this a nearest passage is no news to the writer.
const NEAR = 0.5;

export function showReport(report) {
  const near = report.paragraphs
    .filter((paragraph) => !paragraph.copied_chars)
    .flatMap((paragraph) => paragraph.nearest.slice(0, 1))
    .filter((hit) => hit.similarity >= NEAR);
  const isNew = byId("report").hidden;
  byId("report").replaceChildren(
    figures(report.figures),
    notes(report),
    make(
      "div",
      { className: "sides" },
      make("section", {}, make("h2", {}, say("your_draft")), legend(report.figures), draftText(report)),
      make(
        "section",
        {},
        make("h2", {}, report.spans.length ? `${say("spans")} ${report.spans.length}` : say("spans")),
        report.spans.length
          ? make("ol", { className: "spans" }, ...report.spans.map(spanCard))
          : make("p", { className: "clean" }, say("clean")),
        setPhrases(report.set_phrases),
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
  if (isNew) byId("report").scrollIntoView({ block: "start" });
}

function figures(found) {
  const shown = SHARES.map((name) => [name, `${(found[name] * 100).toFixed(1)}%`]);
  shown.push(["copied_chars", `${found.copied_chars} / ${found.characters}`]);
  shown.push(["set_phrase_chars", `${found.set_phrase_chars}`]);
  return make(
    "dl",
    { className: "figures" },
    ...shown.map(([name, value]) =>
      make("div", {}, make("dt", {}, say(name)), make("dd", {}, value), make("dd", { className: "hint" }, say(`${name}_explained`))),
    ),
  );
}

function notes({ draft, disguises }) {
  const said = disguises.map(({ kind, count }) => say("disguised", { what: say(`disguise_${kind}`), count }));
  const lines = [
    draft.notes.length ? make("p", { className: "hint" }, `${say("notes")}: ${draft.notes.join(" ")}`) : null,
    said.length ? make("p", { className: "warning" }, `${said.join(say("comma"))}${say("disguise_explained")}`) : null,
  ];
  return make("div", {}, ...lines);
}

/** What the colours mean, with the characters of each class. */
function legend({ by_class: counts, set_phrase_chars: worn }) {
  const present = CLASSES.filter((name) => counts[name]);
  const tags = present.map((name) => make("span", { className: `tag ${name}` }, `${say(`class_${name}`)} ${counts[name]}`));
  if (worn) tags.push(make("span", { className: "tag worn" }, `${say("set_phrase")} ${worn}`));
  return make("p", { className: "legend" }, ...tags);
}

function draftText(report) {
  const text = new CodePoints(report.draft.text);
  const spans = report.spans.map((span, index) => ({ ...span, index }));
  const ranges = [...report.set_phrases.map((phrase) => ({ ...phrase, isWorn: true })), ...spans];
  return make(
    "div",
    { className: "text draft-text" },
    ...pieces(text, 0, text.length, ranges, (piece, over) => {
      const top = over.at(-1);
      return top.isWorn
        ? make("span", { className: "worn", title: say("set_phrase_of", { documents: top.documents }) }, piece)
        : make("a", { href: `#span-${top.index}`, className: `span ${top.class}`, title: say(`class_${top.class}`) }, piece);
    }),
  );
}

function spanCard(span, index) {
  const { source } = span;
  const marks = span.marks.map((mark) => make("span", { className: "tag" }, say(`mark_${mark}`)));
  return make(
    "li",
    { id: `span-${index}`, className: "hit", tabIndex: -1 },
    make(
      "div",
      { className: "hit-top" },
      make("span", { className: `tag ${span.class}` }, say(`class_${span.class}`)),
      ...marks,
      make("span", { className: "tag", title: say("confidence_explained") }, `${say("confidence")} ${Math.round(span.confidence * 100)}%`),
      similarityBar(span.similarity, span.similarity),
    ),
    ...sides(span),
    make("p", { className: "facts" }, titleLink(source.document, source.start, source.end)),
    make("p", { className: "facts" }, [factsLine(source.document), ...source.heading_path].filter(Boolean).join(" › ")),
    ...alternatives(span.alternatives),
  );
}

/** The wording of draft and source with what differs marked; the source alone where nothing does. */
function sides(span) {
  const source = make("blockquote", { className: "text" }, ...marked(span.source, span.edits, "source"));
  if (span.class === "verbatim") return [source];
  const draft = make("blockquote", { className: "text" }, ...marked(span, span.edits, "draft"));
  return [make("p", { className: "side" }, say("your_wording")), draft, make("p", { className: "side" }, say("source_wording")), source];
}

function marked({ text, start }, edits, side) {
  const points = new CodePoints(text);
  // One change over all of it says that no word follows another: nothing to mark.
  const changes = edits.length > 1 ? edits.filter(({ op }) => op !== "equal") : [];
  const ranges = changes.map((edit) => ({ start: edit[side][0] - start, end: edit[side][1] - start }));
  return pieces(points, 0, points.length, ranges, (piece) => make("mark", {}, piece));
}

function alternatives(others) {
  if (!others.length) return [];
  const links = others.map((other) => make("p", { className: "facts" }, titleLink(other.document, other.start, other.end)));
  return [make("details", {}, make("summary", {}, `${say("also")} ${others.length}`), ...links)];
}

function setPhrases(found) {
  if (!found.length) return "";
  const items = found.map(({ text, documents }) =>
    make("li", {}, make("span", { className: "worn" }, text), make("span", { className: "hint" }, ` ${say("set_phrase_of", { documents })}`)),
  );
  return make(
    "details",
    { className: "phrases" },
    make("summary", {}, `${say("set_phrases")} ${found.length}`),
    make("p", { className: "hint" }, say("set_phrases_explained")),
    make("ul", {}, ...items),
  );
}
