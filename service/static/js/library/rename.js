// A collection under another name; the toast undoes it, which is the same the other way round.

import { post } from "../api.js";
import { valueName } from "../found.js";
import { html, nothing, render } from "../html.js";
import { toast } from "../toast.js";
import { say, sayError } from "../words.js";

/** Ask for a collection's new name. `renamed(name)` is called each time it has one, also when it is undone. */
export function renameDialog(collection, renamed) {
  const dialog = document.getElementById("edit");
  const save = async (event) => {
    event.preventDefault();
    const name = new FormData(event.target).get("name").trim();
    try {
      await post("/v1/collections/rename", { collection, name });
      dialog.close();
    } catch (error) {
      dialog.querySelector("[role=alert]").textContent = sayError(error);
      return;
    }
    renamed(name);
    toast(say("renamed", { name }), { label: say("undo"), run: () => undo(name, collection, renamed) });
  };
  render(nothing, dialog);
  render(
    html`<form class="edit" @submit=${save}>
      <h2 id="edit-title">${say("rename_collection")}</h2>
      <p class="hint">${valueName("collection", collection)}</p>
      <label>${say("new_name")} <input type="text" name="name" required pattern=".*\\S.*" maxlength="100" autofocus></label>
      <p class="wrong" role="alert"></p>
      <div class="row"><button type="button" class="quiet push" @click=${() => dialog.close()}>${say("cancel")}</button>
        <button class="primary">${say("save")}</button></div>
    </form>`,
    dialog,
  );
  dialog.showModal();
}

async function undo(name, collection, renamed) {
  try {
    await post("/v1/collections/rename", { collection: name, name: collection });
    renamed(collection);
  } catch (error) {
    toast(sayError(error));
  }
}
