// What is taken away: reports and the corrected draft. With the draft's own Word file its formatting stays.

import { download } from "../api.js";
import { make } from "../dom.js";
import { toast } from "../toast.js";
import { say, sayError } from "../words.js";
import { asked, asQuery, state } from "./state.js";

const isWordName = (name) => name.toLowerCase().endsWith(".docx");
/** Whether the draft's own Word file is at hand. */
export const isWord = () => isWordName(state.file?.name ?? "");
/** Whether the draft was a Word file that this page has no longer: it was opened again. */
export const hasLostWord = () => !isWord() && isWordName(state.report.draft.name);

/** Let the writer choose the draft's file again; `then` is called when it is there. */
export function chooseWord(then) {
  const input = make("input", { type: "file", accept: ".docx" });
  input.addEventListener("change", () => {
    [state.file] = input.files;
    then();
  });
  input.click();
}

const language = () => (document.documentElement.lang === "en" ? "en" : "zh");

function formOf(fields = {}) {
  const form = new FormData();
  form.append("files", state.file);
  for (const [name, value] of Object.entries(fields)) for (const each of [value].flat()) form.append(name, each);
  return form;
}

/** Take the report away in a format. */
export async function takeReport(format) {
  const path = `/v1/checks/${state.report.id}/report.${format}`;
  if (format === "docx" && isWord()) await save(path, { method: "POST", body: formOf({ ...asked(), lang: language() }) });
  else await save(`${path}?${asQuery()}&lang=${language()}`);
}

/** Take the draft away as it is now. */
export async function takeDraft(format) {
  const path = `/v1/checks/${state.report.id}/draft.${format}`;
  if (format === "docx" && isWord()) await save(path, { method: "POST", body: formOf() });
  else await save(path);
}

async function save(path, options) {
  try {
    const { blob, name } = await download(path, options);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // the browser has read it by then
    toast(say("saved_as", { name }));
  } catch (error) {
    toast(sayError(error));
  }
}
