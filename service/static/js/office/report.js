// A check in the pane: its share, and each span with its source; a click shows it in Word.

import { differences } from "../check/draft.js";
import { make } from "../dom.js";
import { placeOf } from "../found.js";
import { html, icon, nothing } from "../html.js";
import { CodePoints, pieces, readable } from "../pieces.js";
import { inLanguage, say } from "../words.js";

// So much of a span's wording is enough to know it again.
const SHOWN = 90;

export function report({ report: { id, spans, figures, draft }, active }, act) {
  return html`
    <p id="pane-figures" class="pane-figures" tabindex="-1"><b>${(figures.copy_share * 100).toFixed(1)}%</b> ${say("copy_share")}
      <span class="hint">${figures.copied_chars} / ${figures.characters} ${say("characters")}</span></p>
    <div class="row">
      ${spans.length && act.canComment()
        ? html`<button type="button" class="quiet small" id="comment-all" @click=${act.commentAll}>${icon("message-square")}${say("comment_all")}</button>`
        : nothing}
      <a class="quiet small" href=${inLanguage(`/check?id=${id}`)} target="_blank" rel="noopener">${icon("scan-text")}${say("full_report")}</a>
    </div>
    ${draft.notes.length ? html`<p class="hint">${draft.notes.join(" ")}</p>` : nothing}
    ${spans.length ? html`<ol class="spans">${spans.map((span, index) => card(span, index, index === active, act))}</ol>` : html`<p class="empty">${say("clean")}</p>`}
  `;
}

function card(span, index, isActive, act) {
  const { source } = span;
  return html`<li class="hit card ${isActive ? "active" : ""}">
    <button type="button" class="look" aria-pressed=${String(isActive)} title=${say("show_in_word")} @click=${() => act.look(index)}>
      <span class="tag ${span.class}">${say(`class_${span.class}`)}</span> ${short(span.text)}</button>
    ${isActive ? html`<p class="side">${say("source_wording")}</p><blockquote class="text">${sourceText(span)}</blockquote>` : nothing}
    <p class="facts"><a href=${placeOf(source.document, source.start, source.end)} target="_blank" rel="noopener">${source.document.title || say("untitled")}</a></p>
    ${isActive && act.canComment()
      ? html`<button type="button" class="quiet small" @click=${() => act.comment(index)}>${icon("message-square")}${say("comment_one")}</button>`
      : nothing}
  </li>`;
}

const short = (text) => (text.length > SHOWN ? `${text.slice(0, SHOWN)}……` : text);

function sourceText(span) {
  const { start, text, document } = span.source;
  const points = new CodePoints(text, document);
  const ranges = differences(span, "source").map((each) => ({ start: each.start - start, end: each.end - start }));
  return pieces(points, 0, points.length, ranges, (piece) => make("mark", {}, piece));
}

/** A span as a comment in Word: which kind, from where, the source's own words. */
export const remark = (span) =>
  say("remark", {
    kind: say(`class_${span.class}`),
    share: Math.round(span.confidence * 100),
    title: span.source.document.title || say("untitled"),
    text: readable(span.source.text, span.source.document),
  });
