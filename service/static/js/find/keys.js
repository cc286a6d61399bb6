// The keyboard: / to the box, arrows through the results, Enter opens, Esc closes or goes back to the box.

import { byId } from "../dom.js";

const isWriting = (element) => element.matches("input, textarea, select, [contenteditable]");

export function takeKeys({ act, isOpen, submit }) {
  const box = byId("query");
  const titles = () => [...byId("results-place").querySelectorAll(".title")];

  function move(by) {
    const all = titles();
    const at = all.indexOf(document.activeElement);
    const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by];
    if (!next) return by < 0 && box.focus();
    next.focus();
    next.closest("[data-id]").scrollIntoView({ block: "nearest" });
    if (isOpen()) act.preview(Number(next.closest("[data-id]").dataset.id));
  }

  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      submit();
    }
    // Down from the last line of the box goes to the results.
    if (event.key === "ArrowDown" && !box.value.slice(box.selectionEnd).includes("\n") && titles().length) {
      event.preventDefault();
      move(1);
    }
  });

  addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.key === "Escape") {
      // What hovers goes first, and comes again with the next pointing or focus.
      const why = document.querySelector(".why-place:hover, .why-place:focus-within");
      if (why && !why.classList.contains("is-quiet")) {
        why.classList.add("is-quiet");
        for (const back of ["pointerenter", "focusin"]) why.addEventListener(back, () => why.classList.remove("is-quiet"), { once: true });
      } else if (isOpen()) act.close();
      else if (document.activeElement !== box) box.focus();
      else return;
      event.preventDefault();
    }
    if (isWriting(event.target)) return;
    if (event.key === "/") {
      event.preventDefault();
      box.focus();
      box.select();
    }
    const inResults = byId("results-place").contains(document.activeElement) || document.activeElement === document.body;
    if (inResults && (event.key === "ArrowDown" || event.key === "ArrowUp") && titles().length) {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    }
  });
}
