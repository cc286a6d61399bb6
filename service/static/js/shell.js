// What stands around every view: the language link, light or dark, the counts at the foot.

import { get } from "./api.js";
import { byId } from "./dom.js";
import { toast } from "./toast.js";
import { say } from "./words.js";

/** The other language keeps the place: the link is made anew when it is about to be followed. */
function setLanguageLink() {
  const link = byId("language");
  const url = new URL(location.href);
  url.searchParams.set("lang", link.hreflang);
  if (link.hreflang === "zh") url.searchParams.delete("lang");
  link.href = url.pathname + url.search + url.hash;
}

function switchTheme() {
  const theme = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
  document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem("theme", theme);
  } catch {
    // It holds for this page then.
  }
}

/** Say at the foot of the page how much there is; called again after the library has changed. */
export async function showCounts() {
  const info = await get("/v1/info").catch(() => null);
  if (info) byId("counts").textContent = say("documents_in", { documents: info.documents.toLocaleString(), passages: info.passages.toLocaleString() });
}

for (const event of ["click", "pointerenter", "focus"]) byId("language").addEventListener(event, setLanguageLink);
byId("theme").addEventListener("click", switchTheme);
// A file that is dropped where no view takes it would be opened by the browser, in the place of the page.
if (!document.querySelector("#drop, #check-form")) {
  addEventListener("dragover", (event) => event.dataTransfer.types.includes("Files") && event.preventDefault());
  addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    toast(say("dropped"));
  });
}
showCounts();
