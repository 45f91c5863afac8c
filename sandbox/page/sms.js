/**
 * The SMS of one phone: the list behind the tab «SMS», and the banner that slides in when one arrives. A code in an SMS
 * is a button that puts it into the chat with the bot; a link is opened in this phone.
 */

import { button, el, fill } from "./dom.js";
import { clock, dayLabel } from "./format.js";
import { icon } from "./icons.js";
import { findCode } from "./links.js";
import { linked } from "./richtext.js";

const BANNER_SECONDS = 12;

/** The list; it stands in the page even while another view is shown. */
export class SmsList {
  constructor(phone) {
    this.phone = phone;
    this.nodes = new Map();
    this.list = el("div", { class: "sms-list", role: "log", "aria-label": "SMS", "data-role": "sms", tabindex: "0" });
    const bar = el("header", { class: "bar" }, el("div", { class: "names" }, el("h2", {}, "SMS")));
    this.root = el("section", { class: "sms-view", "aria-label": "SMS", hidden: true }, bar, this.list);
    this.empty = el("p", { class: "empty" }, "SMS пока нет. Коды входа придут сюда.");
    new ResizeObserver(() => this.seen()).observe(this.list);
    this.sync();
  }

  sync() {
    const all = this.phone.world.smsOf(this.phone.person.id);
    fill(this.list, ...(all.length ? all.map((sms) => this.node(sms)) : [this.empty]));
    this.list.scrollTop = this.list.scrollHeight;
    this.seen();
  }

  /** SMS count as read when the list can be seen. */
  seen() {
    if (this.list.clientHeight && document.visibilityState === "visible") {
      this.phone.world.markRead(this.phone.person.id, "sms");
    }
  }

  node(sms) {
    if (!this.nodes.has(sms.id)) this.nodes.set(sms.id, this.make(sms));
    return this.nodes.get(sms.id);
  }

  make(sms) {
    const text = el("p", { class: "sms-text" }, linked(sms.text, this.phone.act));
    const when = el("span", { class: "when" }, `${dayLabel(sms.at)}, ${clock(sms.at)}`);
    return el("article", { class: "sms", "data-sms": sms.id }, text, codeButton(this.phone, sms), when);
  }
}

/** The banner of the newest SMS over whatever the phone shows. */
export class SmsBanner {
  constructor(phone) {
    this.phone = phone;
    this.root = el("div", { class: "banner-place", role: "status", "aria-live": "assertive" });
    this.root.addEventListener("keydown", (event) => event.key === "Escape" && this.hide());
    for (const event of ["mouseenter", "focusin"]) this.root.addEventListener(event, () => clearTimeout(this.timer));
    for (const event of ["mouseleave", "focusout"]) this.root.addEventListener(event, () => this.count());
  }

  show(sms) {
    const shut = button("Скрыть", { class: "round", on: { click: () => this.hide() } }, icon("close"));
    const head = el("div", { class: "banner-head" }, icon("mail"), el("b", {}, "SMS"), el("span", {}, "сейчас"), shut);
    const text = el("p", { class: "sms-text" }, linked(sms.text, this.phone.act));
    const code = codeButton(this.phone, sms, () => this.hide());
    this.root.replaceChildren(el("div", { class: "banner", "data-role": "sms-banner" }, head, text, code ?? ""));
    this.count();
  }

  count() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.hide(), BANNER_SECONDS * 1000);
  }

  hide() {
    clearTimeout(this.timer);
    this.root.replaceChildren();
  }
}

function codeButton(phone, sms, after = () => {}) {
  const code = findCode(sms.text);
  if (!code) return null;
  const label = `Вставить код ${code} в чат`;
  const press = () => {
    after();
    phone.act.useCode(code);
  };
  const words = [el("b", {}, code), el("span", {}, "вставить в чат")];
  return button(label, { class: "code", "data-role": "sms-code", on: { click: press } }, ...words);
}
