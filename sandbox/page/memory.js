/**
 * What the page remembers between visits: which phones stand, what was read, whether the hints are folded. It is a
 * convenience only; a browser that forbids storage gets a page that forgets.
 */

let prefix = "sandbox:";

/** Keep the worlds of several bots on one address apart. */
export function nameMemory(botId) {
  prefix = `sandbox:${botId}:`;
}

/** The stored value, or `fallback` where nothing (or nothing readable) is stored. */
export function recall(name, fallback) {
  try {
    const text = localStorage.getItem(prefix + name);
    return text === null ? fallback : JSON.parse(text);
  } catch {
    return fallback;
  }
}

/** Store a value that JSON can carry. */
export function remember(name, value) {
  try {
    localStorage.setItem(prefix + name, JSON.stringify(value));
  } catch {
    // Storage is full or forbidden: the page works without it.
  }
}
