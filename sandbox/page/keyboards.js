/**
 * Buttons under a message and the keyboard under the input. Buttons are kept and only relabelled when a message is
 * edited, so that neither the focus nor a wait is lost; a keyboard is one stop for Tab, arrow keys walk inside it.
 */

import { el } from "./dom.js";
import { icon } from "./icons.js";

const MARKS = { url: "out", copy_text: "copy", request_contact: "person" };

export class Keyboard {
  /** `onPress(spec, node)` may give a promise: until it settles the button shows that it waits. */
  constructor(label, onPress) {
    this.onPress = onPress;
    this.rows = [];
    this.root = el("div", { class: "keyboard", role: "toolbar", "aria-label": label });
    this.root.addEventListener("keydown", (event) => this.move(event));
    this.root.addEventListener("focusin", ({ target }) => this.rove(target.closest("button")));
  }

  /** Show these rows of button specs as the Bot API sends them. */
  update(rows) {
    const spare = this.rows;
    this.rows = rows.map((specs, r) => specs.map((spec, c) => this.reuse(spare[r]?.[c], spec)));
    const wanted = this.rows.map((buttons, r) => this.row(buttons, r));
    wanted.forEach((node, r) => this.root.children[r] !== node && this.root.append(node));
    while (this.root.children.length > wanted.length) this.root.lastChild.remove();
    if (!this.all().some((node) => node.tabIndex === 0)) this.rove(this.all()[0]);
  }

  row(buttons, r) {
    const node = this.root.children[r] ?? el("div", { class: "keyboard-row" });
    node.classList.toggle("is-dense", buttons.length > 4);
    buttons.forEach((b, c) => node.children[c] !== b && node.insertBefore(b, node.children[c] ?? null));
    while (node.children.length > buttons.length) node.lastChild.remove();
    return node;
  }

  reuse(node, spec) {
    const button = node ?? this.make();
    const text = spec.text ?? "";
    const mark = Object.keys(MARKS).find((kind) => spec[kind]);
    const shown = JSON.stringify([text, mark, spec.style]);
    button.spec = spec;
    if (button.dataset.shown === shown) return button;
    button.dataset.shown = shown;
    button.dataset.style = spec.style ?? "";
    button.dataset.mark = mark ?? "";
    button.replaceChildren(el("span", { class: "key-text" }, text), ...(mark ? [icon(MARKS[mark])] : []));
    return button;
  }

  make() {
    const button = el("button", { type: "button", class: "key", tabindex: "-1" });
    button.addEventListener("click", () => this.press(button));
    return button;
  }

  async press(button) {
    if (button.classList.contains("is-waiting")) return;
    const slow = setTimeout(() => button.setAttribute("aria-busy", "true"), 150);
    button.classList.add("is-waiting");
    try {
      await this.onPress(button.spec, button);
    } finally {
      clearTimeout(slow);
      button.classList.remove("is-waiting");
      button.removeAttribute("aria-busy");
    }
  }

  all() {
    return this.rows.flat();
  }

  /** Make this button the one that Tab reaches. */
  rove(button) {
    if (!button) return;
    for (const other of this.all()) other.tabIndex = other === button ? 0 : -1;
  }

  move(event) {
    const r = this.rows.findIndex((row) => row.includes(event.target));
    if (r < 0) return;
    const target = this.neighbour(event.key, r, this.rows[r].indexOf(event.target));
    if (!target) return;
    event.preventDefault();
    event.stopPropagation();
    target.focus();
  }

  neighbour(key, r, c) {
    const flat = this.all();
    const at = flat.indexOf(this.rows[r][c]);
    if (key === "ArrowLeft") return flat[at - 1];
    if (key === "ArrowRight") return flat[at + 1];
    if (key === "Home") return flat[0];
    if (key === "End") return flat.at(-1);
    const row = this.rows[r + ({ ArrowUp: -1, ArrowDown: 1 }[key] ?? NaN)];
    if (!row) return null;
    return row[Math.round((c / Math.max(1, this.rows[r].length - 1)) * (row.length - 1))];
  }
}
