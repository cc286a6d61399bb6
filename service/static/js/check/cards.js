// The sources' side of a report: each span beside its source, what was dismissed, set phrases, near paragraphs.

import { html, nothing, repeat } from "../html.js";
import { icon } from "../html.js";
import { factsLine, hitCard, placeOf, similarityBar } from "../found.js";
import { CodePoints, pieces } from "../pieces.js";
import { make } from "../dom.js";
import { say } from "../words.js";
import { differences } from "./draft.js";
import { shownSpans, state } from "./state.js";

// Below this a nearest passage is no news to the writer.
const NEAR = 0.5;

/** All of the side; `act` holds what a card can do: look, edit, dismiss, restore. */
export function sourcesSide(act) {
  const { report } = state;
  const spans = shownSpans();
  return html`
    ${spans.length
      ? html`<ol class="spans">${repeat(spans, (span) => span, (span) => card(span, report.spans.indexOf(span), act))}</ol>`
      : html`<p class="empty">${say("clean")}</p>`}
    ${dismissed(report.dismissed, act)} ${setPhrases(report.set_phrases)} ${nearParagraphs(spans)}
  `;
}

function card(span, index, act) {
  const { source } = span;
  const isActive = index === state.active;
  return html`<li id="span-${index}" class="hit card ${isActive ? "active" : ""}" tabindex="-1">
    <div class="hit-top">
      <button type="button" class="number ${span.class}" aria-pressed=${isActive} title=${say("show_in_draft")} @click=${() => act.look(index, true)}>
        ${index + 1}</button>
      <span class="tag ${span.class}">${say(`class_${span.class}`)}</span>
      ${span.marks.map((mark) => html`<span class="tag">${say(`mark_${mark}`)}</span>`)}
      <span class="tag" title=${say("confidence_explained")}>${say("confidence")} ${Math.round(span.confidence * 100)}%</span>
      ${similarityBar(span.similarity, span.similarity)}
    </div>
    ${span.class === "verbatim" && !isActive ? nothing : isActive ? html`<p class="side">${say("your_wording")}</p><blockquote class="text">${wording(span, span, "draft", isActive)}</blockquote><p class="side">${say("source_wording")}</p>` : nothing}
    <blockquote class="text">${wording(span, source, "source", isActive)}</blockquote>
    <p class="facts"><a class="title" href=${placeOf(source.document, source.start, source.end)} target="_blank" rel="noopener">${source.document.title || say("untitled")}</a>
      ${[factsLine(source.document), ...source.heading_path].filter(Boolean).join(" › ")}</p>
    ${span.alternatives.length
      ? html`<details><summary>${say("also")} ${span.alternatives.length}</summary>
          ${span.alternatives.map((other) => html`<p class="facts"><a class="title" href=${placeOf(other.document, other.start, other.end)} target="_blank" rel="noopener">${other.document.title || say("untitled")}</a> ${factsLine(other.document)}</p>`)}</details>`
      : nothing}
    <div class="row card-actions">
      <button type="button" class="quiet small" @click=${() => act.edit(index)}>${icon("pencil")}${say("edit_span")}</button>
      <button type="button" class="quiet small" @click=${() => act.dismiss(index)}>${icon("eye-off")}${say("dismiss")}</button>
    </div>
  </li>`;
}

/** A side's wording; what differs is marked where the span is looked at. */
function wording(span, { text, start, document = null }, side, isActive) {
  const points = new CodePoints(text ?? "", document);
  const ranges = isActive ? differences(span, side).map((each) => ({ start: each.start - start, end: each.end - start })) : [];
  return pieces(points, 0, points.length, ranges, (piece) => make("mark", {}, piece));
}

function dismissed(found, act) {
  if (!found.length) return nothing;
  return html`<section class="more-found">
    <h3>${say("dismissed_head")} ${found.length}</h3>
    <ul class="plain">
      ${found.map(
        ({ span, reason, note }) => html`<li class="hit">
          <p><span class="tag">${say(`reason_${reason}`)}</span> ${note}</p>
          <blockquote class="text">${span.text}</blockquote>
          <p class="facts">${span.source.document.title}</p>
          <button type="button" class="quiet small" @click=${() => act.restore(span)}>${icon("rotate-ccw")}${say("restore")}</button>
        </li>`,
      )}
    </ul>
  </section>`;
}

function setPhrases(found) {
  if (!found.length) return nothing;
  return html`<details class="more-found">
    <summary>${say("set_phrases")} ${found.length}</summary>
    <p class="hint">${say("set_phrases_explained")}</p>
    <ul>${found.map(({ text, documents }) => html`<li><span class="worn">${text}</span> <span class="hint">${say("set_phrase_of", { documents })}</span></li>`)}</ul>
  </details>`;
}

function nearParagraphs(spans) {
  const covered = (paragraph) => spans.some((span) => span.start < paragraph.end && span.end > paragraph.start);
  const near = state.near.filter((paragraph) => !covered(paragraph)).flatMap((paragraph) => paragraph.nearest.slice(0, 1)).filter((hit) => hit.similarity >= NEAR);
  if (!near.length) return nothing;
  return html`<details class="more-found">
    <summary>${say("near_paragraphs")} ${near.length}</summary>
    <p class="hint">${say("near_explained")}</p>
    <ol class="results">${near.map(hitCard)}</ol>
  </details>`;
}
