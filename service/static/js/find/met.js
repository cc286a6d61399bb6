// How a short phrase is met, in words. Similarity compares what sentences say: beside a phrase it is low even where that
// very phrase stands, and a 0.04 beside marked words only puzzles.

// Signs: names of things and phrases of four characters lie below, what says something above (by eye, on the sample).
const PHRASE = 12;
// From here on the figure says more than the words do.
const CLEAR = 0.5;

/** The name of the words that say how a hit meets a question; null where its similarity says it best. */
export function metBy(query, { similarity, highlights = [], explanation = [], text }) {
  const asked = query.trim();
  if (!asked || Array.from(asked).length > PHRASE || similarity >= CLEAR) return null;
  const holds = explanation.some(({ evidence, adds }) => evidence === "exact" && adds > 0) || text.includes(asked);
  if (holds) return "met_phrase";
  return highlights.length || Array.from(asked).some((sign, at, all) => at && text.includes(all[at - 1] + sign)) ? "met_words" : "met_meaning";
}
