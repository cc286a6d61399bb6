// The checks that are kept: opened again, or deleted for good.

import { get, remove } from "../api.js";
import { byId } from "../dom.js";
import { html, icon, nothing, render } from "../html.js";
import { toast } from "../toast.js";
import { inLanguage, say, sayError } from "../words.js";

const SHOWN = 20;

/** Show the list; nothing where nothing is kept. */
export async function showKept() {
  const answer = await get(`/v1/checks?limit=${SHOWN}`).catch(() => null);
  if (!answer) return;
  const day = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  const rows = answer.checks.map(
    (each) => html`<tr>
      <td><a href=${inLanguage(`/check?id=${each.id}`)}>${each.name || say("untitled_draft")}</a>${each.has_text ? nothing : html` <span class="tag">${say("without_text")}</span>`}</td>
      <td>${day.format(new Date(each.created_at))}</td>
      <td class="number">${each.characters}</td>
      <td class="number">${(each.figures.copy_share * 100).toFixed(1)}%</td>
      <td><button type="button" class="icon-button" title=${say("delete")} aria-label=${`${say("delete")} ${each.name}`} @click=${() => ask(each)}>${icon("trash-2")}</button></td>
    </tr>`,
  );
  render(
    rows.length
      ? html`<h2>${say("kept_checks")} ${answer.total}</h2>
          <div class="scrolled" tabindex="0" role="region" aria-label=${say("kept_checks")}><table>
            <thead><tr><th scope="col">${say("draft_label")}</th><th scope="col">${say("made_at")}</th><th scope="col" class="number">${say("characters")}</th><th scope="col" class="number">${say("copy_share")}</th><th scope="col"><span class="hidden">${say("delete")}</span></th></tr></thead>
            <tbody>${rows}</tbody></table></div>`
      : nothing,
    byId("kept"),
  );
}

/** Deleting overwrites the draft, so that it cannot be undone: it is asked for. */
function ask(each) {
  const dialog = byId("delete-dialog");
  byId("delete-name").textContent = each.name || say("untitled_draft");
  dialog.returnValue = "";
  dialog.onclose = async () => {
    if (dialog.returnValue !== "yes") return;
    try {
      await remove(`/v1/checks/${each.id}`);
      toast(say("check_deleted"));
    } catch (error) {
      toast(sayError(error));
    }
    showKept();
  };
  dialog.showModal();
}
