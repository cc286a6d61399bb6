// The words of the page in the language it was asked for; the server puts them into the page.

const words = JSON.parse(document.getElementById("words").textContent);

/** The words for a name, with {places} filled in. */
export function say(name, values = {}) {
  return (words[name] ?? name).replace(/\{(\w+)\}/g, (_, place) => values[place] ?? "");
}

/** What to tell people of an error of the API: our own words for its code, else its message. */
export function sayError(error) {
  // What is wrong with a request or a question, only the service knows.
  if (error.code === "invalid_request" || error.code === "invalid_query") return say(`error_${error.code}`) + error.message;
  return words[`error_${error.code}`] ?? error.message;
}

/** The address of another page in the same language. */
export function inLanguage(address) {
  const url = new URL(address, location.origin);
  const lang = new URLSearchParams(location.search).get("lang");
  if (lang) url.searchParams.set("lang", lang);
  return url.pathname + url.search + url.hash;
}
