/**
 * One phone: a person and a screen with chats or SMS. Phones know nothing of each other; each hears the world and brings its
 * own views in line. What its person does stands in acts.js.
 */

import { Acts } from "./acts.js";
import { ChatList } from "./chatlist.js";
import { ChatView } from "./chatview.js";
import { button, el, fill } from "./dom.js";
import { fullName } from "./format.js";
import { acceptFiles } from "./drop.js";
import { icon } from "./icons.js";
import { Overlay } from "./overlay.js";
import { SmsBanner, SmsList } from "./sms.js";

export class Phone {
  /** `onChange()` is told when the person or what is unread has changed. */
  constructor({ world, presses, personId, onChange, onClose }) {
    Object.assign(this, { world, presses, onChange, personId });
    this.drafts = new Map();
    this.act = new Acts(this);
    this.content = el("div", { class: "content" });
    this.screen = el("div", { class: "screen" }, this.content);
    this.overlay = new Overlay(this.screen, this.content);
    this.banner = new SmsBanner(this);
    this.screen.append(this.banner.root);
    this.root = el("article", { class: "phone" }, this.makeHead(onClose), this.makeFrame());
    this.root.addEventListener("keydown", (event) => event.key === "Escape" && this.escape());
    acceptFiles(this);
    this.stop = world.listen((event) => this.hear(event));
    this.setPerson(personId);
  }

  get person() {
    return this.world.person(this.personId) ?? { id: this.personId, first_name: "?" };
  }

  get ownKey() {
    return `private:${this.personId}`;
  }

  makeHead(onClose) {
    this.select = el("select", { class: "person", "data-role": "person", "aria-label": "Чей это телефон" });
    this.select.addEventListener("change", () => this.setPerson(Number(this.select.value)));
    this.note = el("span", { class: "note" });
    const shut = button("Убрать телефон", { class: "round", "data-role": "close-phone", on: { click: onClose } }, icon("close"));
    return el("header", { class: "head" }, el("div", { class: "who" }, this.select, this.note), shut);
  }

  makeFrame() {
    const tab = (label, name, role, click) => {
      const badge = el("span", { class: "badge", hidden: true });
      const node = el("button", { type: "button", class: "tab", "data-role": role }, icon(name), label, badge);
      node.addEventListener("click", click);
      return { node, badge };
    };
    this.chatTab = tab("Чаты", "chat", "chat-tab", () => this.showMessenger());
    this.smsTab = tab("SMS", "mail", "sms-tab", () => this.showSms());
    const tabs = el("nav", { class: "tabs", "aria-label": "Приложения телефона" }, this.chatTab.node, this.smsTab.node);
    return el("div", { class: "frame" }, tabs, this.screen);
  }

  /** Give the phone to somebody; a person without groups starts in the chat with the bot. */
  setPerson(personId) {
    this.personId = personId;
    this.overlay.close();
    this.banner.hide();
    this.syncHead();
    this.chat = null;
    this.list = new ChatList(this);
    this.sms = new SmsList(this);
    if (this.world.chatsOf(personId).length > 1) this.showList();
    else this.showChat(this.ownKey);
    this.onChange();
  }

  syncHead() {
    const options = this.world.people.map((person) => el("option", { value: person.id }, fullName(person)));
    const shown = options.map((option) => option.textContent).join("|");
    if (this.shownPeople !== shown) this.select.replaceChildren(...options);
    this.shownPeople = shown;
    this.select.value = String(this.personId);
    this.note.textContent = this.person.note ?? "";
    this.note.title = [this.person.note, this.person.phone].filter(Boolean).join(" · ");
    this.root.setAttribute("aria-label", `Телефон: ${fullName(this.person)}`);
  }

  hear(event) {
    if (event.type === "reset") this.cameBack();
    if (event.type === "typing" && event.chat === this.chat?.key) this.chat.typing(event.action);
    if (event.type === "sms" && this.world.smsOf(this.personId).includes(event.sms)) this.smsCame(event.sms);
    const mine = !event.chat || this.world.chatsOf(this.personId).includes(event.chat);
    if (mine && event.type !== "typing" && event.type !== "answer") this.sync(event);
  }

  /** The state was read anew: people may have changed, and the open group may no longer be this person's. */
  cameBack() {
    this.syncHead();
    if (this.chat && !this.world.chatsOf(this.personId).includes(this.chat.key)) this.showList();
  }

  sync(event) {
    const wanted = !event.chat || event.chat === this.chat?.key;
    if (this.chat && event.type !== "read" && wanted) this.chat.sync();
    this.chat?.refreshBadges();
    this.list.sync();
    if (["reset", "sms"].includes(event.type)) this.sms.sync();
    this.syncTabs();
    this.onChange();
  }

  syncTabs() {
    const counts = [this.world.unreadTotal(this.personId), this.world.unreadSms(this.personId)];
    [this.chatTab, this.smsTab].forEach(({ node, badge }, i) => {
      badge.textContent = String(counts[i]);
      badge.hidden = !counts[i];
      node.setAttribute("aria-pressed", String((i === 1) === !this.sms.root.hidden));
    });
  }

  show(view) {
    this.view = view;
    this.sms.root.hidden = view !== this.sms.root;
    fill(this.content, view === this.sms.root ? null : view, this.sms.root);
    this.syncTabs();
  }

  showList() {
    const from = this.chat?.key;
    const hadFocus = this.root.contains(document.activeElement);
    this.chat = null;
    this.list.sync();
    this.show(this.list.root);
    if (from && hadFocus) this.list.rows.get(from)?.root.focus();
  }

  showChat(key) {
    const hadFocus = this.root.contains(document.activeElement);
    if (this.chat?.key !== key) this.chat = new ChatView(this, key);
    this.show(this.chat.root);
    this.chat.composer.grow();
    this.chat.toBottom();
    if (hadFocus) this.root.querySelector(".bottom .input, .bottom .wide")?.focus({ preventScroll: true });
  }

  /** Back from SMS to where one was. */
  showMessenger() {
    if (this.chat && !this.sms.root.hidden) this.showChat(this.chat.key);
    else this.showList();
  }

  showSms() {
    this.show(this.sms.root);
    this.sms.sync();
  }

  smsCame(sms) {
    if (this.sms.root.hidden) this.banner.show(sms);
  }

  escape() {
    if (this.overlay.isOpen) this.overlay.close();
    else if (!this.sms.root.hidden || this.chat) this.showMessenger();
  }

  /** Do something that the server may refuse; the refusal is shown. Gives the result or null. */
  async perform(action) {
    try {
      return await action();
    } catch (error) {
      this.overlay.toast(error.message);
      return null;
    }
  }

  remove() {
    this.stop();
    this.root.remove();
  }
}
