// What the check view has before it; each module reads it here, and `changed` draws the report anew.

export const CLASSES = ["verbatim", "edited", "reordered", "paraphrased", "translated"];
export const SENSITIVITIES = ["low", "normal", "high"];

export const state = {
  report: null, // the check as the service answered it last
  file: null, // the draft's own file, while this page holds it: it is stored nowhere else
  source: null, // the id of the one source that is looked at
  active: -1, // the span that is looked at, by its number in report.spans
  editing: false, // whether paragraphs can be clicked to change them
  undo: [], // edits that take back what was edited, the last one last
  near: [], // paragraphs of the draft with the passages nearest to them
  thresholds: null,
};

/** The thresholds of a report that has just been made. */
export function thresholdsOf({ options }) {
  return {
    sensitivity: options.sensitivity,
    min_run_chars: options.min_run_chars,
    min_span_chars: options.min_span_chars,
    classes: new Set(options.classes),
    exclude: new Set(options.exclude),
  };
}

/** The present thresholds as fields of a request. */
export function asked() {
  const { classes, exclude, ...rest } = state.thresholds;
  return { ...rest, classes: [...classes], exclude: exclude.size ? [...exclude] : ["none"] };
}

/** The same for an address. */
export function asQuery() {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(asked())) for (const each of [value].flat()) query.append(name, each);
  return query;
}

/** The spans that are shown: all, or those of the one source. */
export const shownSpans = () =>
  state.report.spans.filter((span) => state.source === null || span.source.document.id === state.source);

/** The figures of what is shown: the service's own, or the same sums over the spans of one source. */
export function shownFigures() {
  const { figures } = state.report;
  if (state.source === null) return figures;
  const spans = shownSpans();
  const sum = (wanted) => spans.filter(wanted).reduce((total, span) => total + span.end - span.start, 0);
  const copied = sum(() => true);
  const share = (characters) => characters / Math.max(figures.characters, 1);
  const quoted = sum((span) => span.marks.includes("quotation") || span.marks.includes("citation"));
  const byClass = Object.fromEntries(CLASSES.map((name) => [name, sum((span) => span.class === name)]));
  return {
    ...figures,
    copied_chars: copied,
    copy_share: share(copied),
    without_quotations: share(copied - quoted),
    without_set_phrases: share(copied - sum((span) => span.marks.includes("set_phrase"))),
    largest_source_share: share(copied),
    by_class: byClass,
  };
}
