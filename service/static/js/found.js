// What find and check both show: a similarity, a document's name and facts, a place in it.

import { make } from "./dom.js";
import { hitText } from "./pieces.js";
import { inLanguage, say } from "./words.js";

/** A similarity as bar and number. */
export function similarityBar(similarity, cosine) {
  const shown = similarity.toFixed(2);
  const meter = make("meter", { min: 0, max: 1, value: similarity, "aria-label": say("similarity") });
  const title = `${say("similarity_explained")}\n${say("cosine")} ${cosine.toFixed(3)}`;
  return make("span", { className: "similarity", title }, meter, make("b", {}, shown));
}

/** The address of a place in a document. */
export const placeOf = (document, start, end) => inLanguage(`/documents/${document.id}#${start}-${end}`);

/** A document's title as a link to a place in it. */
export function titleLink(document, start, end) {
  return make("a", { href: placeOf(document, start, end), className: "title" }, document.title || say("untitled"));
}

/** Organ, year and kind in a line. */
export function factsLine(document) {
  return [document.organ, document.year, document.kind].filter(Boolean).join(" · ");
}

/** A value of a field as people call it: languages and the two collections that have names of ours. */
export function valueName(field, value) {
  if (field === "collection" && value === "default") return say("collection_default");
  if (field === "collection" && value === "sample") return say("collection_sample");
  const language = `language_${String(value).replace("-", "_")}`;
  return field === "language" && say(language) !== language ? say(language) : String(value);
}

/** Whether a file is called as its document: then its name says nothing new. */
export const saysTheSame = (source, title) => source.replace(/\.\w+$/, "") === title;

/** A hit as a card. */
export function hitCard(hit) {
  return make(
    "li",
    { className: "hit" },
    make(
      "div",
      { className: "hit-top" },
      titleLink(hit.document, hit.start, hit.end),
      similarityBar(hit.similarity, hit.cosine),
    ),
    make("p", { className: "facts" }, [factsLine(hit.document), ...hit.heading_path].filter(Boolean).join(" › ")),
    make("p", { className: "hit-text" }, ...hitText(hit)),
  );
}
