/**
 * What may lie over one phone: toasts, alerts, questions, menus, a picture. Each lies inside its phone, so that the
 * others stay usable; while one is open the screen beneath is inert, Esc closes it, and the focus goes back to where
 * it was.
 */

import { button, el, freshId } from "./dom.js";
import { icon } from "./icons.js";

const TOAST_SECONDS = 4;

export class Overlay {
  /** `host` is the phone's screen; `content` what becomes inert beneath a dialog. */
  constructor(host, content) {
    this.content = content;
    this.toasts = el("div", { class: "toasts", role: "status", "aria-live": "polite", "data-role": "toasts" });
    this.layer = el("div", { class: "layer", hidden: true });
    this.close = () => {};
    host.append(this.layer, this.toasts);
  }

  get isOpen() {
    return !this.layer.hidden;
  }

  /** A short word that goes away by itself. */
  toast(text, seconds = TOAST_SECONDS) {
    const node = el("div", { class: "toast", "data-role": "toast" }, text);
    this.toasts.replaceChildren(node);
    setTimeout(() => node.remove(), seconds * 1000 + text.length * 30);
  }

  /** A message that must be confirmed; resolves when it was. */
  alert(text, title) {
    return this.dialog({ role: "alertdialog", hook: "alert", title, text, answers: [["Понятно", true]] });
  }

  /** A question with «Отмена»; resolves to true or null. */
  confirm(title, text, yes) {
    return this.dialog({ hook: "confirm", title, text, answers: [["Отмена", null], [yes, true]] });
  }

  /**
   * A dialog of title, text, own `body` nodes and answers [label, value]. Resolves to the value of the answer, null for
   * Esc and a press beside it. A value may be a function: it is called at the press.
   */
  dialog({ role = "dialog", hook = "dialog", title = "", text = "", body = [], answers }) {
    const [titleId, textId] = [freshId("title"), freshId("text")];
    const attributes = { class: "dialog", role, "aria-modal": "true", "data-role": hook, tabindex: "-1" };
    const labels = { "aria-labelledby": title ? titleId : textId, "aria-describedby": title && text ? textId : null };
    const buttons = answers.map(([label], i) => button(label, { class: "dialog-answer", "data-answer": i }, label));
    const heading = title && el("h2", { id: titleId, class: "dialog-title" }, title);
    const words = text && el("p", { id: textId, class: "dialog-text" }, text);
    const row = el("div", { class: "dialog-answers" }, ...buttons);
    const node = el("div", { ...attributes, ...labels }, heading || null, words || null, ...body, row);
    return this.show(node, (finish) => {
      buttons.forEach((b, i) => b.addEventListener("click", () => finish(valueOf(answers[i][1]))));
      (node.querySelector("[data-first]") ?? buttons.at(-1)).focus();
    });
  }

  /** A list of [icon, label, value] to choose from; resolves to the value or null. */
  menu(items, title = "Действия") {
    const rows = items.map(([name, label]) => menuItem(name, label));
    const node = el("div", { class: "menu", role: "menu", "aria-label": title, "data-role": "menu" }, ...rows);
    return this.show(node, (finish) => {
      rows.forEach((row, i) => row.addEventListener("click", () => finish(items[i][2])));
      node.addEventListener("keydown", (event) => walk(event, rows));
      rows[0].focus();
    });
  }

  /** A picture over the whole screen. */
  picture(src, name) {
    const shut = button("Закрыть", { class: "round" }, icon("close"));
    const get = el("a", { class: "round", href: src, download: name, "aria-label": "Скачать" }, icon("get"));
    const bar = el("div", { class: "picture-bar" }, get, shut);
    const node = el("div", { class: "picture", role: "dialog", "aria-label": name }, bar, el("img", { src, alt: name }));
    return this.show(node, (finish) => {
      shut.addEventListener("click", () => finish(null));
      node.addEventListener("click", ({ target }) => target === node && finish(null));
      shut.focus();
    });
  }

  /** Put `node` on top until `finish(value)`; only one at a time: an older one is closed with null. */
  show(node, prepare) {
    this.close();
    const before = document.activeElement;
    return new Promise((resolve) => {
      const finish = (value) => {
        if (this.close !== dismiss) return;
        this.hide(before);
        resolve(value);
      };
      const dismiss = () => finish(null);
      this.close = dismiss;
      this.layer.replaceChildren(node);
      this.layer.hidden = false;
      this.layer.onclick = ({ target }) => target === this.layer && dismiss();
      this.layer.onkeydown = (event) => trap(event, node, dismiss);
      this.content.inert = true;
      prepare(finish);
    });
  }

  hide(before) {
    this.close = () => {};
    this.layer.hidden = true;
    this.layer.replaceChildren();
    this.content.inert = false;
    if (before?.isConnected) before.focus({ preventScroll: true });
  }
}

const valueOf = (value) => (typeof value === "function" ? value() : value);

function menuItem(name, label) {
  return el("button", { type: "button", class: "menu-item", role: "menuitem" }, icon(name), el("span", {}, label));
}

/** Arrow keys walk through a list of focusable nodes. */
export function walk(event, nodes) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const at = nodes.indexOf(document.activeElement);
  nodes[(at + step + nodes.length) % nodes.length].focus();
}

/** Keep Tab inside the dialog; Esc leaves it. */
function trap(event, node, dismiss) {
  if (event.key === "Escape") {
    event.stopPropagation();
    dismiss();
  }
  if (event.key !== "Tab") return;
  const stops = [...node.querySelectorAll("button, a[href], input, textarea, select")].filter((n) => !n.disabled);
  const [first, last] = [stops[0], stops.at(-1)];
  const edge = event.shiftKey ? first : last;
  if (document.activeElement !== edge && node.contains(document.activeElement)) return;
  event.preventDefault();
  (event.shiftKey ? last : first)?.focus();
}
