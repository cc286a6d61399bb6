// The first page: two tabs, find and check.

import { get } from "./api.js";
import { setUpCheck } from "./check.js";
import { byId } from "./dom.js";
import { recall, setUpFind } from "./find.js";
import { say } from "./words.js";

const TABS = ["find", "check"];

function open(name) {
  for (const each of TABS) {
    const isOpen = each === name;
    byId(each).hidden = !isOpen;
    byId(`tab-${each}`).setAttribute("aria-selected", String(isOpen));
    byId(`tab-${each}`).tabIndex = isOpen ? 0 : -1;
  }
}

const asked = () => (new URLSearchParams(location.search).get("tab") === "check" ? "check" : "find");

function go(name) {
  const url = new URL(location.href);
  url.hash = "";
  if (name === "find") url.searchParams.delete("tab");
  else url.searchParams.set("tab", name);
  history.pushState(null, "", url);
  open(name);
  setLanguageLink();
}

/** The other language keeps the place. */
function setLanguageLink() {
  const link = byId("language");
  const url = new URL(location.href);
  url.searchParams.set("lang", link.hreflang);
  link.href = url.pathname + url.search;
}

for (const [index, name] of TABS.entries()) {
  const tab = byId(`tab-${name}`);
  tab.addEventListener("click", () => go(name));
  tab.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    const other = TABS[(index + 1) % TABS.length];
    go(other);
    byId(`tab-${other}`).focus();
  });
}
addEventListener("popstate", () => {
  open(asked());
  recall();
  setLanguageLink();
});
byId("language").addEventListener("click", setLanguageLink);
open(asked());
setUpFind();
setUpCheck();
const info = await get("/v1/info");
byId("counts").textContent = say("documents_in", info);
