/** The list of chats of one person: the bot, then the groups, with the last words and what is unread. */

import { summary } from "./bubble.js";
import { el, fill } from "./dom.js";
import { fullName, initials, listTime, tint } from "./format.js";
import { walk } from "./overlay.js";

export class ChatList {
  constructor(phone) {
    this.phone = phone;
    this.world = phone.world;
    this.rows = new Map();
    this.list = el("div", { class: "chats", "data-role": "chats" });
    this.list.addEventListener("keydown", (event) => walk(event, [...this.list.children]));
    const bar = el("header", { class: "bar" }, el("div", { class: "names" }, el("h2", {}, "Чаты")));
    this.root = el("section", { class: "chat-list", "aria-label": "Чаты" }, bar, this.list);
    this.sync();
  }

  sync() {
    fill(this.list, ...this.world.chatsOf(this.phone.person.id).map((key) => this.row(key)));
  }

  row(key) {
    if (!this.rows.has(key)) this.rows.set(key, this.makeRow(key));
    const row = this.rows.get(key);
    row.update();
    return row.root;
  }

  makeRow(key) {
    const { world, phone } = this;
    const title = world.title(key);
    const avatar = el("span", { class: `avatar ${tint(world.group(key)?.id ?? world.bot.id)}`, "aria-hidden": "true" });
    avatar.append(initials(title));
    const [when, words] = [el("span", { class: "when" }), el("span", { class: "last" })];
    const badge = el("span", { class: "badge" });
    const top = el("span", { class: "row-top" }, el("b", {}, title), when);
    const text = el("span", { class: "row-text" }, top, el("span", { class: "row-bottom" }, words, badge));
    const root = el("button", { type: "button", class: "chat-row", "data-chat": key }, avatar, text);
    root.addEventListener("click", () => phone.showChat(key));
    return { root, update: () => this.refresh(key, { when, words, badge }) };
  }

  refresh(key, { when, words, badge }) {
    const last = this.world.lastMessage(key);
    const unread = this.world.unread(this.phone.person.id, key);
    when.textContent = last ? listTime(last.date) : "";
    words.textContent = last ? this.preview(key, last) : this.nothingYet(key);
    badge.textContent = String(unread);
    badge.hidden = !unread;
    badge.setAttribute("aria-label", `непрочитанных: ${unread}`);
  }

  preview(key, message) {
    if (message.from?.id === this.phone.person.id) return `Вы: ${summary(message)}`;
    return key.startsWith("group:") ? `${fullName(message.from ?? {})}: ${summary(message)}` : summary(message);
  }

  nothingYet(key) {
    return key.startsWith("group:") ? "Сообщений пока нет" : "Откройте, чтобы запустить бота";
  }
}
