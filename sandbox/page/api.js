/**
 * The control side of the sandbox's server: every call the phones make. Addresses are relative to the page, because
 * the secret in the path must stand nowhere else.
 */

const BASE = new URL("./", location.href);

/** The server refused or cannot be reached; the message is fit to be shown. */
export class Refused extends Error {}

/** The whole world as it stands: see the contract of `api/state`. */
export const readState = () => ask("api/state", {});

/** POST a JSON body to `api/<verb>` and give the decoded answer. */
export function post(verb, body) {
  const headers = { "Content-Type": "application/json" };
  return ask(`api/${verb}`, { method: "POST", headers, body: JSON.stringify(body) });
}

/** Send a file as a person: `photo` asks the server to treat it as a compressed picture. */
export function upload({ as, chat, caption, file, photo }) {
  const form = new FormData();
  form.set("as", String(as));
  form.set("chat", chat);
  form.set("caption", caption);
  if (photo) form.set("photo", "1");
  form.set("file", file, file.name);
  return ask("api/upload", { method: "POST", body: form });
}

/** The address of a stored file, from the path that a message carries. */
export const fileUrl = (path) => new URL(path, BASE).href;

/** The address of the WebSocket with the world's events. */
export function liveUrl() {
  const url = new URL("live", BASE);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}

async function ask(path, options) {
  const response = await reach(path, options);
  const answer = await decode(response);
  if (response.ok) return answer;
  throw new Refused(answer.error ?? answer.description ?? `Песочница ответила отказом (${response.status})`);
}

async function reach(path, options) {
  try {
    return await fetch(new URL(path, BASE), { ...options, cache: "no-store" });
  } catch {
    throw new Refused("Нет связи с песочницей");
  }
}

async function decode(response) {
  try {
    return (await response.json()) ?? {};
  } catch {
    return {};
  }
}
