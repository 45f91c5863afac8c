/**
 * An open chat: header, log, bottom. The log is reconciled and never rebuilt: every event leads to the same `sync`,
 * which adds, updates and removes what differs. It follows new messages only while the reader stands at the end.
 */

import { Bubble } from "./bubble.js";
import { Composer } from "./composer.js";
import { button, el } from "./dom.js";
import { dayKey, dayLabel, initials, plural, tint } from "./format.js";
import { icon } from "./icons.js";
import { chatMenu, messageMenu } from "./menus.js";

const NEAR = 60;
const PAGE = 150;
const ACTIONS = { upload_document: "отправляет файл…", upload_photo: "отправляет фото…" };
const TYPING_SECONDS = 5.5;

export class ChatView {
  constructor(phone, key) {
    Object.assign(this, { phone, key, world: phone.world, overlay: phone.overlay, act: phone.act });
    this.isGroup = key.startsWith("group:");
    this.bubbles = new Map();
    this.days = new Map();
    this.shown = PAGE;
    this.stick = true;
    this.lastTop = 0;
    this.seenLast = this.world.lastMessage(key)?.message_id ?? 0;
    this.makeLog();
    this.composer = new Composer(this);
    this.root = el("section", { class: "chat", "aria-label": this.world.title(key) });
    this.root.append(this.header(), el("div", { class: "log-box" }, this.log, this.downButton), this.composer.root);
    this.sync();
  }

  get person() {
    return this.phone.person;
  }

  get draft() {
    return this.phone.drafts.get(`${this.person.id}|${this.key}`) ?? "";
  }

  set draft(text) {
    this.phone.drafts.set(`${this.person.id}|${this.key}`, text);
  }

  makeLog() {
    const attributes = { class: "log", role: "log", tabindex: "0", "aria-label": "Сообщения", "data-role": "log" };
    this.log = el("div", attributes);
    this.earlier = el("button", { type: "button", class: "earlier", hidden: true }, "Показать раньше");
    this.earlier.addEventListener("click", () => this.showEarlier());
    this.empty = el("p", { class: "empty", hidden: true });
    this.log.append(this.earlier, this.empty);
    this.log.addEventListener("scroll", () => this.scrolled(), { passive: true });
    this.log.addEventListener("keydown", (event) => this.walk(event));
    this.log.addEventListener("contextmenu", (event) => this.openMenu(event));
    this.downButton = button("К последнему сообщению", { class: "to-end", hidden: true }, icon("down"));
    this.downCount = el("span", { class: "badge", hidden: true });
    this.downButton.append(this.downCount);
    this.downButton.addEventListener("click", () => this.toBottom());
    new ResizeObserver(() => this.resized()).observe(this.log);
  }

  header() {
    const { key, world } = this;
    const title = world.title(key);
    this.backCount = el("span", { class: "badge", hidden: true });
    const back = { class: "round back", "data-role": "back", on: { click: () => this.phone.showList() } };
    this.subtitle = el("span", { class: "subtitle", "aria-live": "polite" });
    const avatar = el("span", { class: `avatar ${tint(world.group(key)?.id ?? world.bot.id)}`, "aria-hidden": "true" });
    avatar.append(initials(title));
    const names = el("div", { class: "names" }, el("h2", {}, title), this.subtitle);
    const more = { class: "round", "data-role": "chat-menu", on: { click: () => chatMenu(this) } };
    const backButton = button("Назад к чатам", back, icon("back"), this.backCount);
    return el("header", { class: "bar" }, backButton, avatar, names, button("Меню чата", more, icon("dots")));
  }

  /** Bring everything in line with the world. */
  sync() {
    const all = this.world.messages(this.key);
    const messages = all.slice(-this.shown);
    this.settle(() => {
      this.earlier.hidden = all.length <= this.shown;
      this.drop(messages);
      this.place(messages);
      this.showEmpty(messages);
    });
    this.composer.sync();
    this.showSubtitle();
    this.arrived(all);
    this.refreshBadges();
  }

  drop(messages) {
    const ids = new Set(messages.map((message) => message.message_id));
    const days = new Set(messages.map((message) => dayKey(message.date)));
    for (const [id, bubble] of this.bubbles) if (!ids.has(id)) this.remove(this.bubbles, id, bubble.root);
    for (const [day, node] of this.days) if (!days.has(day)) this.remove(this.days, day, node);
  }

  remove(map, key, node) {
    if (node.contains(document.activeElement)) this.log.focus({ preventScroll: true });
    node.remove();
    map.delete(key);
  }

  /** Walk through the wanted nodes in order and put each where it belongs. */
  place(messages) {
    let after = this.empty;
    const put = (node) => {
      if (after.nextSibling !== node) after.after(node);
      after = node;
    };
    messages.forEach((message, i) => {
      const before = messages[i - 1];
      const newDay = !before || dayKey(before.date) !== dayKey(message.date);
      if (newDay) put(this.day(message.date));
      const bubble = this.bubble(message);
      bubble.root.classList.toggle("starts-run", newDay || before.from?.id !== message.from?.id);
      bubble.root.classList.toggle("ends-run", messages[i + 1]?.from?.id !== message.from?.id);
      put(bubble.root);
    });
  }

  day(unix) {
    const key = dayKey(unix);
    if (!this.days.has(key)) this.days.set(key, el("div", { class: "day" }, el("span", {}, dayLabel(unix))));
    return this.days.get(key);
  }

  bubble(message) {
    const known = this.bubbles.get(message.message_id);
    if (known) known.update(message);
    else this.bubbles.set(message.message_id, new Bubble(this, message));
    return this.bubbles.get(message.message_id);
  }

  showEmpty(messages) {
    this.empty.hidden = messages.length > 0;
    this.empty.textContent = this.isGroup ? "Здесь пока тихо" : "Здесь пока ничего нет. Нажмите «Запустить», чтобы начать.";
  }

  /** New messages: read at once at the end of the log, counted on the arrow otherwise. */
  arrived(all) {
    const isNew = (message) => message.message_id > this.seenLast && message.from?.id !== this.person.id;
    const fresh = all.filter(isNew).length;
    if (fresh) this.typing(null);
    const isSeen = this.stick && this.log.clientHeight > 0;
    if (isSeen) this.seenLast = all.at(-1)?.message_id ?? 0;
    this.downCount.textContent = String(fresh);
    this.downCount.hidden = this.stick || !fresh;
    if (isSeen && document.visibilityState === "visible") this.world.markRead(this.person.id, this.key);
  }

  refreshBadges() {
    const waiting = this.world.unreadTotal(this.person.id, this.key);
    this.backCount.textContent = String(waiting);
    this.backCount.hidden = !waiting;
  }

  showSubtitle() {
    const group = this.world.group(this.key);
    const members = (group?.members.length ?? 0) + (group?.bot_in === false ? 0 : 1);
    const calm = this.isGroup ? plural(members, "участник", "участника", "участников") : "бот";
    this.subtitle.textContent = this.action ?? calm;
    this.subtitle.classList.toggle("is-typing", Boolean(this.action));
  }

  /** «печатает…» for a while, or nothing for null. */
  typing(action) {
    clearTimeout(this.typingTimer);
    this.action = action && (ACTIONS[action] ?? "печатает…");
    if (action) this.typingTimer = setTimeout(() => this.typing(null), TYPING_SECONDS * 1000);
    this.showSubtitle();
  }

  /** Another size, or shown again after another phone or view was: what came meanwhile counts as read only now. */
  resized() {
    this.settle();
    this.arrived(this.world.messages(this.key));
  }

  /** Only a reader who scrolls up leaves the end; a log that grows beneath him does not. */
  scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.log;
    const was = this.stick;
    if (!clientHeight) return;
    const atEnd = scrollHeight - scrollTop - clientHeight < NEAR;
    this.stick = atEnd || (was && scrollTop >= this.lastTop);
    this.lastTop = scrollTop;
    this.downButton.hidden = this.stick;
    if (this.stick && !was) this.arrived(this.world.messages(this.key));
  }

  /** Change the layout and stay at the end if the reader stood there. */
  settle(change = () => {}) {
    const { stick } = this;
    change();
    if (stick) this.log.scrollTop = this.log.scrollHeight;
  }

  toBottom() {
    this.stick = true;
    this.downButton.hidden = true;
    this.settle();
    this.arrived(this.world.messages(this.key));
  }

  showEarlier() {
    const from = this.log.scrollHeight - this.log.scrollTop;
    this.shown += PAGE;
    this.sync();
    this.log.scrollTop = this.log.scrollHeight - from;
  }

  jump(messageId) {
    const node = this.bubbles.get(messageId)?.root;
    if (!node) return;
    node.scrollIntoView({ block: "center" });
    node.classList.add("is-found");
    setTimeout(() => node.classList.remove("is-found"), 1500);
  }

  press(message, spec) {
    return this.act.press(this.key, message.message_id, spec);
  }

  /** Arrow keys move from message to message, Enter opens the menu of one. */
  walk(event) {
    const here = event.target.closest(".message");
    if (event.target !== this.log && event.target !== here) return;
    if (event.key === "Enter" && here) this.openMenu(event);
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step) return;
    const nodes = [...this.log.querySelectorAll(".message")];
    const at = here ? nodes.indexOf(here) + step : nodes.length - 1;
    event.preventDefault();
    nodes[at]?.focus();
  }

  openMenu(event) {
    const node = event.target.closest(".message");
    const bubble = node && this.bubbles.get(Number(node.dataset.message));
    const selecting = !getSelection().isCollapsed && event.type === "contextmenu";
    if (!bubble || event.target.closest("a, .key") || selecting) return;
    event.preventDefault();
    messageMenu(this, bubble.message);
  }
}

