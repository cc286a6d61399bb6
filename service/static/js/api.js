// The one way to the service: JSON in, JSON out, errors with their code.

export class ApiError extends Error {
  constructor({ code, message }) {
    super(message);
    this.code = code;
  }
}

// Where people log in with keys, a write shows that it comes from a page of ours.
function withToken(options) {
  const token = /(?:^|;\s*)wenheng_csrf=([^;]*)/.exec(document.cookie)?.[1];
  return token ? { ...options, headers: { ...options.headers, "X-CSRF-Token": token } } : options;
}

function logIn() {
  location.assign(`/login?next=${encodeURIComponent(location.pathname + location.search)}`);
}

async function reach(path, options) {
  let response;
  try {
    response = await fetch(path, withToken(options));
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiError({ code: "network", message: "" });
  }
  if (response.status === 401) logIn();
  if (!response.ok) throw new ApiError((await response.json()).error);
  return response;
}

const ask = async (path, options) => (await reach(path, options)).json();

/** A file that a route answers, with the name it is to have. */
export async function download(path, options = {}) {
  const response = await reach(path, options);
  const said = response.headers.get("Content-Disposition") ?? "";
  const name = /filename\*=UTF-8''([^;]+)/.exec(said)?.[1] ?? /filename="?([^";]+)/.exec(said)?.[1] ?? "file";
  return { blob: await response.blob(), name: decodeURIComponent(name) };
}

export const get = (path, signal) => ask(path, { signal });

export const remove = (path) => ask(path, { method: "DELETE" });

export const post = (path, body, signal) =>
  ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body), signal });

export const patch = (path, body, signal) =>
  ask(path, { method: "PATCH", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body), signal });

export const send = (path, form, signal) => ask(path, { method: "POST", body: form, signal });
