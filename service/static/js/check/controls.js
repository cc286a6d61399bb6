// What stands above a report: its figures, what is filtered, the sliders, what can be done with it.

import { html, icon, nothing } from "../html.js";
import { say } from "../words.js";
import { hasLostWord, isWord } from "./files.js";
import { CLASSES, SENSITIVITIES, shownFigures, state } from "./state.js";

const SHARES = ["copy_share", "without_quotations", "without_set_phrases", "largest_source_share"];
const MARKS = ["quotation", "citation", "set_phrase", "template"];
const FORMATS = ["docx", "html", "json", "csv"];

/** The figures; each says what it is, and follows the filters. */
export function figures() {
  const found = shownFigures();
  const shown = SHARES.map((name) => [name, `${(found[name] * 100).toFixed(1)}%`]);
  shown.push(["copied_chars", `${found.copied_chars} / ${found.characters}`], ["set_phrase_chars", `${found.set_phrase_chars}`]);
  return html`<dl class="figures" aria-live="polite">
    ${shown.map(([name, value]) => html`<div id="figure-${name}"><dt>${say(name)}</dt><dd>${value}</dd><dd class="hint">${say(`${name}_explained`)}</dd></div>`)}
  </dl>`;
}

/** Filters and sliders; `act.judge` shows the check anew, `act.redraw` only draws it. */
export function filters(act) {
  const { thresholds, report } = state;
  const counts = shownFigures().by_class;
  const toggle = (set, name) => {
    if (set.has(name)) set.delete(name);
    else set.add(name);
    act.judge();
  };
  return html`<section class="sheet filters" aria-label=${say("filters")}>
    <div class="row" role="group" aria-label=${say("classes")}>
      ${CLASSES.map(
        (name) => html`<button type="button" class="quiet small class-filter" aria-pressed=${thresholds.classes.has(name)} ?disabled=${thresholds.classes.size === 1 && thresholds.classes.has(name)}
          @click=${() => toggle(thresholds.classes, name)}><svg class="swatch" viewBox="0 0 14 14" aria-hidden="true"><rect width="14" height="14" fill="url(#pattern-${name})" class="map-${name}"></rect></svg>
          ${say(`class_${name}`)} ${counts[name] ?? 0}</button>`,
      )}
    </div>
    <div class="row" role="group" aria-label=${say("marks")}>
      <span class="hint">${say("leave_marks_out")}</span>
      ${MARKS.map(
        (name) => html`<label class="row"><input type="checkbox" name="exclude-${name}" .checked=${thresholds.exclude.has(name)} @change=${() => toggle(thresholds.exclude, name)}>${say(`mark_${name}`)}</label>`,
      )}
      <label class="row push"><span class="hint">${say("source")}</span>
        <select id="source-filter" @change=${(event) => act.source(event.target.value ? Number(event.target.value) : null)}>
          <option value="">${say("all_sources")}</option>
          ${report.sources.map(({ document, copied_chars }) => html`<option value=${document.id} ?selected=${document.id === state.source}>${document.title || say("untitled")} · ${copied_chars}</option>`)}
        </select></label>
    </div>
    <div class="sliders">
      ${slider("sensitivity", SENSITIVITIES.indexOf(thresholds.sensitivity), 0, 2, say(`sensitivity_${thresholds.sensitivity}`), (value) => (thresholds.sensitivity = SENSITIVITIES[value]), act)}
      ${slider("min_span", thresholds.min_span_chars, 0, 100, `${thresholds.min_span_chars} ${say("characters")}`, (value) => (thresholds.min_span_chars = value), act)}
      ${slider("min_run", thresholds.min_run_chars, 4, 60, `${thresholds.min_run_chars} ${say("characters")}`, (value) => (thresholds.min_run_chars = value), act)}
    </div>
  </section>`;
}

function slider(name, value, min, max, shown, set, act) {
  return html`<label class="slider" title=${say(`${name}_explained`)}>
    <span>${say(name)}</span><output>${shown}</output>
    <input type="range" id=${`slider-${name}`} min=${min} max=${max} step="1" .value=${`${value}`} aria-valuetext=${shown}
      @input=${(event) => {
        set(Number(event.target.value));
        act.judge();
      }}>
  </label>`;
}

/** What can be done with the report. */
export function actions(act) {
  return html`<div class="row report-actions">
    <button type="button" class="quiet" id="new-check" @click=${act.fresh}>${icon("plus")}${say("new_check")}</button>
    <button type="button" class="quiet" id="edit-mode" aria-pressed=${state.editing} @click=${act.editing}>${icon("square-pen")}${say("edit_mode")}</button>
    <button type="button" class="quiet" id="undo" ?disabled=${!state.undo.length} @click=${act.undo}>${icon("undo-2")}${say("undo")}</button>
    <span class="push"></span>
    ${state.report.created_at && act.isKept() ? html`<span class="tag">${say("is_kept")}</span>` : html`<button type="button" class="quiet" id="keep" @click=${act.keep}>${icon("file-check")}${say("keep")}</button>`}
    <details class="menu" id="take-draft"><summary class="quiet">${icon("file-text")}${say("take_draft")}</summary>
      <div class="menu-items">
        ${hasLostWord() ? html`<button type="button" @click=${act.chooseWord}>${say("choose_word")}</button>` : nothing}
        <button type="button" @click=${() => act.takeDraft("docx")}>${say(isWord() ? "draft_docx" : "draft_docx_plain")}</button>
        <button type="button" @click=${() => act.takeDraft("txt")}>${say("draft_txt")}</button>
      </div></details>
    <details class="menu" id="take-report"><summary class="primary">${icon("download")}${say("take_report")}</summary>
      <div class="menu-items">${FORMATS.map((name) => html`<button type="button" @click=${() => act.takeReport(name)}>${say(`report_${name}`)}</button>`)}</div></details>
  </div>`;
}

/** What the writer must know beside the figures. */
export function warnings() {
  const { draft, disguises, complete, limits = [] } = state.report;
  const said = disguises.map(({ kind, count }) => say("disguised", { what: say(`disguise_${kind}`), count }));
  return html`
    ${complete ? nothing : html`<p class="warning" id="beginning">${say("beginning_only")}</p>`}
    ${said.length ? html`<p class="warning">${said.join(say("comma"))}${say("disguise_explained")}</p>` : nothing}
    ${limits.map((each) => html`<p class="warning">${say(`limit_${each}`)}</p>`)}
    ${draft.notes.length ? html`<p class="hint">${say("notes")}: ${draft.notes.join(" ")}</p>` : nothing}
  `;
}
