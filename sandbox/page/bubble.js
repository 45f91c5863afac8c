/**
 * One message. A bubble is made once and then only updated: an edit changes what differs inside it and leaves the
 * node, its place and its keyboard where they are.
 */

import { fileUrl } from "./api.js";
import { button, el, fill } from "./dom.js";
import { clock, fullName, initials, moment, size, tint } from "./format.js";
import { icon } from "./icons.js";
import { Keyboard } from "./keyboards.js";
import { rich } from "./richtext.js";

export class Bubble {
  /** `chat` is the view it stands in: gives world, person, act (link, copy), press and menu. */
  constructor(chat, message) {
    this.chat = chat;
    this.text = el("div", { class: "text" });
    this.meta = el("span", { class: "meta" });
    this.body = el("div", { class: "bubble" });
    this.root = el("div", { class: "message", "data-message": message.message_id, tabindex: "-1" }, this.body);
    this.keyboard = null;
    this.update(message);
  }

  /** Show this state of the message; nothing happens when it is the one shown. */
  update(message) {
    if (this.message === message) return;
    const shown = JSON.stringify(message);
    this.message = message;
    if (this.shown === shown) return;
    this.shown = shown;
    this.dress();
    this.fillBody();
    this.showKeyboard();
  }

  dress() {
    const { message, root, chat } = this;
    const own = message.from?.id === chat.person.id;
    root.classList.toggle("is-own", own);
    root.classList.toggle("is-service", isService(message));
    root.classList.toggle("is-protected", Boolean(message.protected));
    root.classList.toggle("has-media", Boolean(message.photo));
    root.dataset.from = message.from?.id ?? "";
    root.setAttribute("aria-label", `${own ? "Вы" : fullName(message.from ?? {})}, ${clock(message.date)}`);
  }

  fillBody() {
    const { message, chat } = this;
    if (isService(message)) return fill(this.body, el("span", { class: "service" }, serviceText(message)));
    this.text.replaceChildren(rich(message.html ?? "", chat.act));
    this.text.classList.toggle("is-big-emoji", isBigEmoji(message));
    this.fillMeta();
    const hasText = this.text.textContent !== "";
    fill(this.body, this.author(), this.quoted(), this.media(), hasText && this.text, this.meta);
    return null;
  }

  fillMeta() {
    const { message } = this;
    const edited = message.edited ? el("span", { class: "edited", "data-role": "edited" }, "изменено") : "";
    const lock = message.protected ? icon("lock") : "";
    const time = el("time", { title: moment(message.edited ?? message.date) }, clock(message.date));
    this.meta.replaceChildren(lock, edited, time);
  }

  author() {
    const { message, chat } = this;
    if (!chat.isGroup || message.from?.id === chat.person.id) return null;
    const name = el("span", { class: "author-name" }, fullName(message.from));
    const avatar = el("span", { class: `avatar ${tint(message.from.id)}`, "aria-hidden": "true" });
    avatar.append(initials(fullName(message.from)));
    return el("div", { class: `author ${tint(message.from.id)}` }, avatar, name);
  }

  quoted() {
    const { message, chat } = this;
    if (!message.reply_to) return null;
    const origin = chat.world.chat(chat.key).messages.get(message.reply_to);
    const name = origin ? fullName(origin.from ?? {}) : "Сообщение удалено";
    const words = el("span", { class: "reply-text" }, origin ? summary(origin) : "");
    const node = button(`Ответ на сообщение: ${name}`, { class: "reply" }, el("b", {}, name), words);
    node.addEventListener("click", () => chat.jump(message.reply_to));
    return node;
  }

  media() {
    const { message } = this;
    if (message.photo) return this.photo(message.photo);
    if (message.document) return this.document(message.document);
    if (message.contact) return contactCard(message.contact);
    return null;
  }

  photo(photo) {
    const src = fileUrl(photo.url);
    const image = el("img", { src, alt: "Фото", loading: "lazy", width: photo.width, height: photo.height });
    image.addEventListener("load", () => this.chat.settle());
    const open = button("Открыть фото", { class: "photo" }, image);
    open.addEventListener("click", () => this.chat.overlay.picture(src, photo.file_name ?? "photo.jpg"));
    return open;
  }

  document(file) {
    const ending = /\.(\w{1,5})$/.exec(file.file_name ?? "")?.[1] ?? "";
    const badge = el("span", { class: "file-badge", "aria-hidden": "true" }, ending ? el("i", {}, ending) : icon("file"));
    const words = el("span", { class: "file-words" }, el("b", {}, file.file_name ?? "Файл"), size(file.file_size));
    const label = `Скачать ${file.file_name ?? "файл"}`;
    const link = { class: "file", href: fileUrl(file.url), download: file.file_name ?? "", "aria-label": label };
    const node = el("a", link, badge, words);
    node.addEventListener("click", (event) => this.guard(event));
    return node;
  }

  /** A protected file can be seen but not taken, as in the real messenger. */
  guard(event) {
    if (!this.message.protected) return;
    event.preventDefault();
    this.chat.overlay.toast("Сообщение защищено: сохранить файл нельзя");
  }

  showKeyboard() {
    const rows = this.message.reply_markup?.inline_keyboard ?? [];
    if (rows.length && !this.keyboard) {
      this.keyboard = new Keyboard("Кнопки сообщения", (spec) => this.chat.press(this.message, spec));
      this.root.append(this.keyboard.root);
    }
    if (!rows.length && this.keyboard) {
      this.keyboard.root.remove();
      this.keyboard = null;
    }
    this.keyboard?.update(rows);
    this.root.classList.toggle("has-keyboard", rows.length > 0);
  }
}

/** One line that stands for a message: in lists, quotes and menus. */
export function summary(message) {
  if (isService(message)) return serviceText(message);
  const words = (message.text ?? message.caption ?? "").replace(/\s+/g, " ").trim();
  if (words) return words.slice(0, 160);
  if (message.photo) return "Фото";
  if (message.document) return message.document.file_name ?? "Файл";
  return message.contact ? `Контакт: ${fullName(message.contact)}` : "Сообщение";
}

const hasWords = (message) => message.text !== undefined || message.caption !== undefined;
const isEmpty = (message) => !hasWords(message) && !message.photo && !message.document && !message.contact;
const isService = (message) => Boolean(message.service) || isEmpty(message);

const serviceText = (message) => message.service ?? "Служебное сообщение";

function contactCard(contact) {
  const avatar = el("span", { class: `avatar ${tint(contact.user_id ?? 0)}`, "aria-hidden": "true" });
  avatar.append(initials(fullName(contact)));
  const number = `+${String(contact.phone_number).replace(/^\+/, "")}`;
  return el("div", { class: "contact" }, avatar, el("span", { class: "file-words" }, el("b", {}, fullName(contact)), number));
}

const EMOJI_ONLY = /^(?:\p{Extended_Pictographic}(?:\uFE0F|\u200D\p{Extended_Pictographic}|\p{Emoji_Modifier})*){1,3}$/u;
const isBigEmoji = (message) => EMOJI_ONLY.test(message.text ?? "");
