/**
 * What a person does on a phone besides moving about in it: pressing, following a link, copying, sharing a contact, using a
 * code. Each ends in one order to the server or in something shown on this phone, and never throws: a refusal is shown.
 */

import { post } from "./api.js";
import { copyText } from "./clipboard.js";
import { fullName } from "./format.js";
import { readLink } from "./links.js";

export class Acts {
  constructor(phone) {
    this.phone = phone;
  }

  /** A command that stands in a message was pressed: it is sent. */
  command(text) {
    return this.phone.chat?.composer.send(text);
  }

  /** Send /start as the link or the button does. */
  async start(payload) {
    this.phone.showChat(this.phone.ownKey);
    await this.phone.perform(() => post("start", { as: this.phone.personId, payload }));
    this.phone.chat?.toBottom();
  }

  async setBlocked(blocked) {
    const ask = ["Заблокировать бота?", "Он не сможет писать этому человеку.", "Заблокировать"];
    if (blocked && !(await this.phone.overlay.confirm(...ask))) return;
    await this.phone.perform(() => post("block", { as: this.phone.personId, blocked }));
  }

  /** A press of an inline button; settles when the bot has answered. */
  async press(key, messageId, spec) {
    if (spec.copy_text) return this.copy(spec.copy_text.text ?? spec.copy_text);
    if (spec.url) return this.link(spec.url);
    if (spec.callback_data === undefined) return this.toast("Эта кнопка работает только в настоящем Telegram");
    const { phone } = this;
    const as = phone.personId;
    const answer = await phone.perform(() => phone.presses.press(as, key, messageId, spec.callback_data));
    return as === phone.personId && this.heed(answer);
  }

  /** Show what the bot answered to a press; it may also be silent, or send the person to a link. */
  heed(answer) {
    if (answer?.url) return this.link(answer.url);
    if (!answer?.text) return null;
    if (!answer.alert) return this.toast(answer.text);
    this.phone.overlay.alert(answer.text, this.phone.world.bot.first_name);
    return null;
  }

  toast(text) {
    this.phone.overlay.toast(text);
  }

  /** A link of our bot is opened here, one to the web in a new window, after a question. */
  async link(href) {
    const link = readLink(href, this.phone.world.bot.username);
    if (!link) return this.toast("Эту ссылку песочница открыть не может");
    if (link.kind === "start") return link.payload ? this.start(link.payload) : this.phone.showChat(this.phone.ownKey);
    this.phone.overlay.confirm("Открыть ссылку?", link.href, "Открыть").then((yes) => {
      if (yes) window.open(link.href, "_blank", "noopener,noreferrer");
    });
    return null;
  }

  async copy(text) {
    this.toast((await copyText(text)) ? "Скопировано" : "Скопировать не удалось");
  }

  /** Put a code from an SMS into the chat with the bot and into the clipboard. */
  async useCode(code) {
    this.phone.world.markRead(this.phone.personId, "sms");
    this.phone.showChat(this.phone.ownKey);
    this.phone.chat.composer.setText(code);
    if (await copyText(code)) this.toast("Код вставлен и скопирован");
  }

  async shareOwnContact() {
    const words = `${this.phone.world.bot.first_name} получит номер ${this.phone.person.phone}.`;
    const yes = await this.phone.overlay.confirm("Поделиться номером?", words, "Поделиться");
    if (yes) await this.sendContact(this.phone.ownKey, this.phone.personId);
  }

  async chooseContact(key) {
    const others = this.phone.world.people.filter((person) => person.id !== this.phone.personId);
    const items = [this.phone.person, ...others].map((person) => ["person", fullName(person), person.id]);
    const of = await this.phone.overlay.menu(items, "Чей контакт отправить");
    if (of) await this.sendContact(key, of);
  }

  sendContact(chat, of) {
    return this.phone.perform(() => post("contact", { as: this.phone.personId, chat, of }));
  }
}
