// lit-html, with texts as they can be shown: a string in a template is text, whatever it holds, never markup.

import { html as litHtml, nothing, render, svg as litSvg } from "/static/vendor/lit-html/lit-html.js";
import { shown } from "./dom.js";

export { nothing, render };
export { live } from "/static/vendor/lit-html/directives/live.js";
export { repeat } from "/static/vendor/lit-html/directives/repeat.js";

const safe = (value) => (typeof value === "string" ? shown(value) : value);

/** A template; strings lose the characters that turn the direction of what follows. */
export const html = (strings, ...values) => litHtml(strings, ...values.map(safe));
export const svg = (strings, ...values) => litSvg(strings, ...values.map(safe));

/** An icon of vendor/lucide/icons.svg. It is decoration: what it stands for is said in words beside it. */
export const icon = (name) =>
  html`<svg class="icon" aria-hidden="true" focusable="false"><use href="/static/vendor/lucide/icons.svg#${name}"></use></svg>`;
