// Changing the draft where it stands: one paragraph at a time, with other people's wordings at hand, and a way back.

import { post } from "../api.js";
import { make } from "../dom.js";
import { readable } from "../pieces.js";
import { toast } from "../toast.js";
import { say, sayError } from "../words.js";
import { draftSlice } from "./draft.js";
import { asked, state } from "./state.js";

// Other wordings to choose from.
const WORDINGS = 5;
// Below this a wording says something else.
const ALIKE = 0.3;
// From this share of the writer's own words on a wording is no other one: it is what was copied.
const SAME = 0.8;

/**
 * Open a paragraph for changing.
 *
 * @param paragraph the element in the draft
 * @param span the span whose wording is to be replaced; null when the writer only changes the paragraph
 * @param done is called with the new report, or with null when nothing was changed
 */
export function openEditor(paragraph, span, done) {
  const start = Number(paragraph.dataset.start);
  const end = Number(paragraph.dataset.end);
  const before = draftSlice(start, end);
  const area = make("textarea", { value: before, rows: Math.min(12, Math.ceil(before.length / 30) + 1), "aria-label": say("edit_label") });
  const save = make("button", { type: "submit", className: "primary small" }, say("edit_save"));
  const cancel = make("button", { type: "button", className: "quiet small" }, say("cancel"));
  const wordings = make("div", { className: "wordings", "aria-live": "polite" });
  const form = make("form", { className: "editor" }, area, make("div", { className: "row" }, save, cancel, make("span", { className: "hint" }, say("edit_hint"))), wordings);
  const close = () => {
    form.replaceWith(paragraph);
    done(null);
  };
  cancel.addEventListener("click", close);
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (area.value === before) return close();
    save.disabled = true;
    const report = await change(start, before, area.value.replaceAll("\r", ""));
    if (report) done(report);
    else save.disabled = false;
  });
  paragraph.replaceWith(form);
  area.focus();
  if (span) offer(wordings, area, before, span, start);
  else if (before.trim()) offer(wordings, area, before, { start, end, text: before }, start);
}

/** Change only what differs, so that what was dismissed beside it stays. */
async function change(start, before, now) {
  const [old, fresh] = [Array.from(before), Array.from(now)];
  let first = 0;
  while (first < Math.min(old.length, fresh.length) && old[first] === fresh[first]) first += 1;
  let last = 0;
  while (last < Math.min(old.length, fresh.length) - first && old.at(-1 - last) === fresh.at(-1 - last)) last += 1;
  const text = fresh.slice(first, fresh.length - last).join("");
  const taken = old.slice(first, old.length - last).join("");
  const report = await edit({ start: start + first, end: start + old.length - last, text });
  if (report) state.undo.push({ start: start + first, end: start + fresh.length - last, text: taken });
  return report;
}

async function edit(body) {
  try {
    return await post(`/v1/checks/${state.report.id}/edit`, { ...asked(), ...body });
  } catch (error) {
    toast(sayError(error));
    return null;
  }
}

/** Take the last edit back; the report, or null when it did not work. */
export async function undo() {
  const back = state.undo.at(-1);
  const report = back && (await edit(back));
  if (report) state.undo.pop();
  return report ?? null;
}

/** How much of a wording's pairs of characters another has, too, 0 to 1. */
function sharedPart(own, other) {
  const pairs = (text) => {
    const letters = Array.from(text).filter((sign) => /[\p{L}\p{N}]/u.test(sign));
    return new Set(letters.slice(1).map((sign, at) => letters[at] + sign));
  };
  const [mine, theirs] = [pairs(own), pairs(other)];
  return [...mine].filter((pair) => theirs.has(pair)).length / Math.max(mine.size, 1);
}

/** Other wordings of the same meaning, from the corpus; one click puts one into the text. */
async function offer(place, area, before, span, start) {
  place.replaceChildren(make("p", { className: "hint" }, say("searching")));
  let phrases = [];
  try {
    const answer = await post("/v1/phrases/rewrite", { text: span.text.slice(0, 500), k: 3 * WORDINGS, min_similarity: ALIKE });
    phrases = answer.rewordings.filter(({ text }) => sharedPart(span.text, text) < SAME).slice(0, WORDINGS);
  } catch {
    // Without wordings the paragraph can still be changed.
  }
  const whole = Array.from(before);
  const first = Math.max(span.start - start, 0);
  const last = Math.min(span.end - start, whole.length);
  const buttons = phrases.map((phrase) => {
    const button = make("button", { type: "button", className: "wording" }, readable(phrase.text, phrase.document).trim());
    button.append(make("span", { className: "hint" }, phrase.document.title));
    button.addEventListener("click", () => {
      area.value = whole.slice(0, first).join("") + readable(phrase.text, phrase.document).trim() + whole.slice(last).join("");
      area.focus();
    });
    return button;
  });
  place.replaceChildren(make("p", { className: "hint" }, say(buttons.length ? "wordings" : "no_wordings")), ...buttons);
}
