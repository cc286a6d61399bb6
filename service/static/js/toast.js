// A word at the foot of the window: what was done, with a way back where there is one.

import { make } from "./dom.js";
import { say } from "./words.js";

// Long enough to read two lines and reach the button; WCAG asks for no less than the reader can manage, so focus and
// pointer hold it.
const SHOWN_MS = 10_000;
let timer = 0;

const place = document.getElementById("toast");

export function hideToast() {
  clearTimeout(timer);
  place.replaceChildren();
}

/** Show a message; `action` is { label, run }. */
export function toast(message, action = null, shownMs = SHOWN_MS) {
  clearTimeout(timer);
  const button = action && make("button", { type: "button", className: "link" }, action.label);
  button?.addEventListener("click", () => {
    hideToast();
    action.run();
  });
  const close = make("button", { type: "button", className: "link", "aria-label": say("close") }, "×");
  close.addEventListener("click", hideToast);
  const box = make("div", { className: "toast" }, make("span", {}, message), button, close);
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(hideToast, shownMs);
  };
  for (const event of ["pointerenter", "focusin"]) box.addEventListener(event, () => clearTimeout(timer));
  for (const event of ["pointerleave", "focusout"]) box.addEventListener(event, later);
  place.replaceChildren(box);
  later();
}
