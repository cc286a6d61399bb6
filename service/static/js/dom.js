// Elements made in one call. Text is always set as text, so that no document can bring markup into the page.

// Characters that turn the direction of what follows: a document could use them to show other words than it holds.
const TURNING = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** An element with properties and children (strings become text nodes; null is left out). */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  for (const child of children) {
    if (child !== null && child !== "") element.append(typeof child === "string" ? shown(child) : child);
  }
  return element;
}

/** A text as it can be shown. */
export const shown = (text) => text.replace(TURNING, "\u25cc");

export const byId = (id) => document.getElementById(id);
