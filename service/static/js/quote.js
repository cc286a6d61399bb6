// A passage as a quotation with its source, on the clipboard.

import { readable } from "./pieces.js";
import { say } from "./words.js";
import { toast } from "./toast.js";

/** “……”（《标题》，机关，年份） — organ and year only where the title does not say them. */
export function quotation(text, document) {
  const title = document.title || say("untitled");
  const known = [document.organ, document.year ? say("year_of", { year: document.year }) : ""].filter(
    (each) => each && !title.includes(each) && !title.includes(String(document.year ?? each)),
  );
  const source = [say("title_of", { title }), ...known].join(say("comma"));
  return say("quotation_of", { text: readable(text, document).trim(), source });
}

/** Put a text on the clipboard and say so. Addresses in the local network are no secure context: there the old way. */
export async function copy(text) {
  let done = true;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const box = document.createElement("textarea");
    box.value = text;
    document.body.append(box);
    box.select();
    done = document.execCommand("copy");
    box.remove();
  }
  toast(done ? say("copied") : say("copy_failed"), null, 3000);
}
