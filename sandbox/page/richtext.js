/**
 * Formatted text of a message. The server sends HTML that is already safe; it is still rebuilt here from a short list
 * of known tags, so that a mistake there cannot run anything here. Spoilers, foldable quotes, links and code that
 * copies itself get their behaviour on the way.
 */

import { button, el } from "./dom.js";
import { findLinks } from "./links.js";

const PLAIN = new Set(["B", "STRONG", "I", "EM", "U", "INS", "S", "STRIKE", "DEL"]);
const BLOCKS = new Set(["PRE", "BLOCKQUOTE"]);
const LONG_QUOTE = 140;

/** A fragment for `html`; `act.link(href)` opens, `act.copy(text)` copies, `act.command(text)` sends. */
export function rich(html, act) {
  const template = document.createElement("template");
  template.innerHTML = html ?? "";
  return rebuild(template.content, act);
}

/** A fragment for plain text in which addresses become links. */
export function linked(text, act) {
  const fragment = document.createDocumentFragment();
  for (const piece of findLinks(text)) fragment.append(piece.href ? link(piece.href, [piece.href], act) : piece.text);
  return fragment;
}

function rebuild(from, act) {
  const fragment = document.createDocumentFragment();
  for (const node of from.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) fragment.append(besideBlocks(node));
    else if (node.nodeType === Node.ELEMENT_NODE) fragment.append(element(node, act));
  }
  return fragment;
}

/** A quote or a block of code begins and ends its own line: the line breaks that the text has there too are dropped. */
function besideBlocks(node) {
  const after = BLOCKS.has(node.previousSibling?.tagName) ? node.data.replace(/^\n/, "") : node.data;
  return BLOCKS.has(node.nextSibling?.tagName) ? after.replace(/\n$/, "") : after;
}

function element(node, act) {
  const inner = rebuild(node, act);
  if (PLAIN.has(node.tagName)) return el(node.tagName.toLowerCase(), {}, inner);
  if (node.tagName === "SPAN" && node.classList.contains("tg-spoiler")) return spoiler(inner);
  if (node.tagName === "SPAN" && node.classList.contains("command")) return command(inner, act);
  return (SPECIAL[node.tagName] ?? (() => inner))(inner, act, node);
}

const SPECIAL = {
  BR: () => "\n",
  A: (inner, act, node) => link(node.getAttribute("href") ?? "", [inner], act),
  CODE: (inner, act, node) => (node.closest("pre") ? inner : copyable("code", inner, act)),
  PRE: (inner, act) => copyable("pre", inner, act),
  BLOCKQUOTE: (inner, _act, node) => quote(inner, node),
  "TG-SPOILER": (inner) => spoiler(inner),
};

function link(href, inner, act) {
  const follow = (event) => {
    event.preventDefault();
    act.link(href);
  };
  return el("a", { href: "#", title: href, on: { click: follow } }, ...inner);
}

function command(inner, act) {
  const text = inner.textContent;
  return el("button", { type: "button", class: "bot-command", on: { click: () => act.command(text) } }, inner);
}

function copyable(tag, inner, act) {
  const node = el(tag, { title: "Нажмите, чтобы скопировать" }, inner);
  node.addEventListener("click", () => getSelection().isCollapsed && act.copy(node.textContent));
  return node;
}

function spoiler(inner) {
  const text = el("span", { class: "spoiler-text", "aria-hidden": "true" }, inner);
  const node = el("span", { class: "spoiler", role: "button", tabindex: "0", "aria-label": "Показать скрытое" }, text);
  const show = (event) => {
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    node.classList.add("is-open");
    for (const name of ["role", "tabindex", "aria-label"]) node.removeAttribute(name);
    text.removeAttribute("aria-hidden");
  };
  node.addEventListener("click", show, { once: true });
  node.addEventListener("keydown", show);
  return node;
}

function quote(inner, node) {
  const foldable = node.hasAttribute("expandable") || node.classList.contains("expandable");
  const text = el("div", { class: "quote-text" }, inner);
  const block = el("blockquote", {}, text);
  if (!foldable || (text.textContent.length < LONG_QUOTE && text.textContent.split("\n").length < 4)) return block;
  block.classList.add("is-folded");
  const toggle = button("Развернуть цитату", { class: "quote-toggle", "aria-expanded": "false" }, "Ещё");
  toggle.addEventListener("click", () => {
    const folded = block.classList.toggle("is-folded");
    toggle.setAttribute("aria-expanded", String(!folded));
    toggle.textContent = folded ? "Ещё" : "Свернуть";
  });
  block.append(toggle);
  return block;
}
