/** What to try first. The panel can be folded away and remembers that; on a narrow screen it opens over the phone. */

import { button, el, fill } from "./dom.js";
import { icon } from "./icons.js";
import { recall, remember } from "./memory.js";

const NARROW = matchMedia("(max-width: 760px)");
const HOW = [
  "Имя над телефоном можно сменить: это другой человек со своими чатами.",
  "Код из SMS вставляется в чат одним нажатием.",
  "Правая кнопка мыши или долгое нажатие на сообщение — ответить, скопировать, удалить.",
];

export class Hints {
  constructor(world, deck) {
    Object.assign(this, { world, deck });
    this.list = el("ol", { class: "hint-list" });
    this.toggle = button("Подсказки", { class: "hints-toggle", "data-role": "hints-toggle", "aria-controls": "hints" });
    this.toggle.append(icon("bulb"), el("span", {}, "Что попробовать"));
    this.toggle.addEventListener("click", () => this.fold(!this.root.hidden));
    const shut = button("Свернуть подсказки", { class: "round", on: { click: () => this.fold(true) } }, icon("close"));
    const head = el("header", { class: "hints-head" }, el("h2", {}, "Что попробовать"), shut);
    const how = el("ul", { class: "how" }, ...HOW.map((text) => el("li", {}, text)));
    this.root = el("aside", { class: "hints", id: "hints", "aria-label": "Подсказки", "data-role": "hints" });
    this.root.append(head, this.list, how);
    this.root.addEventListener("keydown", ({ key }) => key === "Escape" && this.fold(true));
  }

  open() {
    this.fold(NARROW.matches || recall("hints-folded", false), false);
    this.sync();
    this.world.listen(({ type }) => type === "reset" && this.sync());
  }

  fold(folded, byHand = true) {
    this.root.hidden = folded;
    this.toggle.setAttribute("aria-expanded", String(!folded));
    if (!byHand) return;
    if (!NARROW.matches) remember("hints-folded", folded);
    (folded ? this.toggle : this.root.querySelector("button")).focus();
  }

  sync() {
    const tried = new Set(recall("tried", []));
    fill(this.list, ...this.world.hints.map((hint) => this.item(hint, tried)));
  }

  item(hint, tried) {
    const mark = hint.start ?? hint.text;
    const item = el("li", { class: tried.has(mark) ? "hint is-tried" : "hint" }, el("p", {}, hint.text));
    const label = hint.start ? "Открыть ссылку" : "Показать телефон";
    if (hint.person) {
      const go = el("button", { type: "button", class: "hint-go", "data-role": "hint" }, label, icon("check"));
      go.addEventListener("click", () => this.go(hint, mark, item));
      item.append(go);
    }
    return item;
  }

  go(hint, mark, item) {
    item.classList.add("is-tried");
    remember("tried", [...new Set([...recall("tried", []), mark])]);
    if (NARROW.matches) this.fold(true);
    const phone = this.deck.phoneOf(hint.person);
    if (hint.start) phone.act.start(hint.start);
    else phone.select.focus();
  }
}
