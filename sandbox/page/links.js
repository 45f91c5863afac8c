/**
 * What a link means inside a phone: one that leads to our bot is opened in the phone itself (with the payload after
 * `start`), a web address leaves the page, everything else is only text.
 */

const SHORT_HOSTS = new Set(["t.me", "telegram.me", "telegram.dog", "www.t.me"]);
const TEXT_LINK = /(?:https?:\/\/|tg:\/\/|\bt\.me\/)[^\s<>"«»]*[^\s<>"«».,;:!?)]/giu;
const CODE = /(?<![\d+-])\d{4,8}(?![\d-])/g;

/** {kind: "start", payload} · {kind: "web", href} · null. */
export function readLink(href, botUsername) {
  const url = parse(href);
  if (!url) return null;
  const start = readTelegram(url, botUsername);
  if (start) return start;
  return url.protocol === "https:" || url.protocol === "http:" ? { kind: "web", href: url.href } : null;
}

function parse(href) {
  try {
    return new URL(/^[\w.-]+\.\w+\//.test(href) ? `https://${href}` : href);
  } catch {
    return null;
  }
}

function readTelegram(url, botUsername) {
  const name = SHORT_HOSTS.has(url.hostname) ? url.pathname.split("/")[1] : url.searchParams.get("domain");
  const known = SHORT_HOSTS.has(url.hostname) || url.protocol === "tg:";
  if (!known || name?.toLowerCase() !== botUsername.toLowerCase()) return null;
  return { kind: "start", payload: url.searchParams.get("start") ?? "" };
}

/** Plain text cut into {text} and {href} pieces. */
export function findLinks(text) {
  return cut(text, TEXT_LINK, (found) => ({ href: found }));
}

/** The code of an SMS: six digits if there are any, else the first run of four to eight; null where there is none. */
export function findCode(text) {
  const plain = text.replace(TEXT_LINK, " ");
  const runs = plain.match(CODE) ?? [];
  return runs.find((run) => run.length === 6) ?? runs[0] ?? null;
}

/** Cut `text` at every match of `pattern`; matches are turned by `make`, the rest are {text} pieces. */
function cut(text, pattern, make) {
  const pieces = [];
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > from) pieces.push({ text: text.slice(from, match.index) });
    pieces.push(make(match[0]));
    from = match.index + match[0].length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from) });
  return pieces;
}
