// Deleting, with the way back: for ten minutes a deletion can be undone.

import { post } from "../api.js";
import { showCounts } from "../shell.js";
import { toast } from "../toast.js";
import { say, sayError } from "../words.js";

/** Delete documents, say so and offer to undo it; `changed()` after either. Returns the name for undoing, if there is one. */
export async function deleteDocuments(ids, changed) {
  try {
    const { deleted, undo } = await post("/v1/documents/delete", { ids });
    const back = undo ? { label: say("undo"), run: () => undoDeletion(undo, changed) } : null;
    toast(say("deleted", { count: deleted }), back, 20_000);
    // The button that deleted is gone with what it belonged to; the keyboard goes on at the way back.
    document.querySelector("#toast button")?.focus();
    showCounts();
    changed();
    return undo ?? null;
  } catch (error) {
    toast(sayError(error));
    return null;
  }
}

export async function undoDeletion(undo, changed) {
  try {
    const { restored } = await post("/v1/documents/undo", { undo });
    toast(say("restored", { count: restored }), null, 5000);
  } catch (error) {
    toast(sayError(error));
  }
  showCounts();
  changed();
}
