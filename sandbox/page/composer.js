/**
 * The bottom of a chat: the input with its attachments and commands, the reply keyboard, or, where the bot was never
 * started or is blocked, the one button that leads on. Nothing here is made anew by an event: what is typed stays.
 */

import { post, upload } from "./api.js";
import { attachFiles } from "./attach.js";
import { CommandMenu } from "./commands.js";
import { button, el, fill } from "./dom.js";
import { icon } from "./icons.js";
import { summary } from "./bubble.js";
import { Keyboard } from "./keyboards.js";

export class Composer {
  constructor(chat) {
    this.chat = chat;
    this.aim = null;
    this.hidden = false;
    this.input = this.makeInput();
    this.commands = new CommandMenu(this);
    this.keyboard = new Keyboard("Клавиатура бота", (spec) => this.pressKey(spec));
    this.keyboard.root.classList.add("reply-keyboard");
    this.keyboard.root.dataset.role = "reply-keyboard";
    this.quote = el("div", { class: "reply-bar", hidden: true });
    this.makeButtons();
    this.line = el("div", { class: "composer" }, this.slash, this.clip, this.input, this.toggle, this.sendButton);
    this.root = el("div", { class: "bottom" });
    this.sync();
  }

  makeInput() {
    const attributes = { class: "input", rows: "1", "data-role": "input", "aria-label": "Сообщение" };
    const input = el("textarea", attributes);
    input.value = this.chat.draft;
    input.addEventListener("input", () => this.typed());
    input.addEventListener("keydown", (event) => this.keydown(event));
    input.addEventListener("blur", () => this.commands.hide());
    input.addEventListener("paste", (event) => this.paste(event));
    return input;
  }

  makeButtons() {
    const act = (label, name, role, click) => button(label, { class: "round", "data-role": role, on: { click } }, icon(name));
    this.slash = act("Команды", "slash", "commands", () => this.commands.toggle());
    this.slash.addEventListener("mousedown", (event) => event.preventDefault());
    this.clip = act("Прикрепить", "clip", "attach", () => this.attach());
    this.toggle = act("Клавиатура бота", "keys", "keyboard-toggle", () => this.toggleKeyboard());
    this.sendButton = act("Отправить", "send", "send", () => this.send());
    const wide = (label, role, click) => button(label, { class: "wide", "data-role": role, on: { click } }, label);
    this.startButton = wide("Запустить", "start", () => this.chat.act.start(""));
    this.unblockButton = wide("Разблокировать", "unblock", () => this.chat.act.setBlocked(false));
  }

  /** Show what the chat's state asks for. */
  sync() {
    const { chat } = this;
    const state = chat.world.chat(chat.key);
    if (!chat.isGroup && state.blocked) return fill(this.root, this.unblockButton);
    if (!chat.isGroup && !state.started) return fill(this.root, this.startButton);
    this.syncKeyboard(state.keyboard);
    this.slash.hidden = !chat.world.commandsOf(chat.key).length;
    fill(this.root, this.commands.root, this.quote, this.line, this.keyboard.root);
    this.grow();
    return null;
  }

  syncKeyboard(markup) {
    const rows = markup?.keyboard ?? [];
    const shown = JSON.stringify(markup ?? null);
    if (this.shownKeyboard !== shown) {
      this.shownKeyboard = shown;
      this.hidden = false;
      if (markup?.force_reply) this.replyToBot();
      this.keyboard.update(rows.map((row) => row.map((key) => (typeof key === "string" ? { text: key } : key))));
    }
    this.input.placeholder = markup?.input_field_placeholder ?? "Сообщение";
    this.toggle.hidden = !rows.length;
    this.toggle.setAttribute("aria-pressed", String(!this.hidden));
    this.keyboard.root.hidden = this.hidden || !rows.length;
    this.keyboard.root.classList.toggle("is-tall", Boolean(rows.length && !markup.resize_keyboard));
    this.markup = markup;
  }

  /** The bot asked for an answer to its last message (force reply); the focus is left where it is. */
  replyToBot() {
    const { world, key } = this.chat;
    const asked = world.messages(key).findLast((message) => message.from?.is_bot);
    if (asked) this.attend({ kind: "reply", message: asked }, false);
  }

  toggleKeyboard() {
    this.hidden = !this.hidden;
    this.chat.settle(() => this.sync());
  }

  typed() {
    this.chat.draft = this.input.value;
    this.commands.filter(this.input.value);
    this.grow();
  }

  /** One line at first, then as many as the text has, up to the limit in the style sheet. */
  grow() {
    this.sendButton.classList.toggle("is-ready", this.input.value.trim() !== "");
    this.chat.settle(() => {
      this.input.style.height = "0";
      this.input.style.height = `${this.input.scrollHeight}px`;
    });
  }

  keydown(event) {
    if (this.commands.keydown(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.send();
    } else if (event.key === "Escape" && this.aim) {
      event.stopPropagation();
      this.attend(null);
    }
  }

  paste(event) {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    this.sendFiles(files);
  }

  /** Put text into the input, ready to be sent or finished by hand. */
  setText(text) {
    this.input.value = text;
    this.typed();
    this.input.focus();
  }

  /** Answer this message; null ends it. */
  setReply(message) {
    this.attend(message && { kind: "reply", message });
  }

  /** Correct this own message: its text comes into the input. */
  setEdit(message) {
    this.attend({ kind: "edit", message });
    this.setText(message.text);
  }

  /** Show above the input what the text will be for. */
  attend(aim, focus = true) {
    this.aim = aim;
    this.quote.hidden = !aim;
    const drop = button("Отменить", { class: "round", on: { click: () => this.attend(null) } }, icon("close"));
    const words = aim && el("span", { class: "reply-text" }, summary(aim.message));
    fill(this.quote, ...(aim ? [icon(aim.kind), words, drop] : []));
    if (focus) this.input.focus();
  }

  async send(text = this.input.value) {
    if (!text.trim()) return;
    const typed = text === this.input.value;
    const { aim } = this;
    if (typed) this.setText("");
    if (aim) this.attend(null);
    const sent = await this.chat.phone.perform(() => this.deliver(text, aim));
    if (sent) this.chat.toBottom();
    else if (typed) this.setText([text, this.input.value].filter(Boolean).join("\n"));
  }

  deliver(text, aim) {
    const order = { as: this.chat.person.id, chat: this.chat.key, text };
    if (aim?.kind === "edit") return post("edit", { ...order, message_id: aim.message.message_id });
    return post("send", { ...order, reply_to: aim?.message.message_id ?? null });
  }

  async pressKey(spec) {
    if (spec.request_contact) await this.chat.act.shareOwnContact();
    else await this.send(spec.text);
    if (!this.markup?.one_time_keyboard) return;
    this.hidden = true;
    this.chat.settle(() => this.sync());
  }

  async attach() {
    const items = [["file", "Файл", "file"], ["photo", "Фото", "photo"], ["person", "Контакт", "contact"]];
    const choice = await this.chat.overlay.menu(items, "Прикрепить");
    if (choice === "contact") this.chat.act.chooseContact(this.chat.key);
    else if (choice) this.pick(choice === "photo");
  }

  pick(photo) {
    const picker = el("input", { type: "file", multiple: true, accept: photo ? "image/*" : null, hidden: true });
    picker.dataset.role = "picker";
    picker.addEventListener("change", () => {
      this.sendFiles([...picker.files], photo);
      picker.remove();
    });
    picker.addEventListener("cancel", () => picker.remove());
    this.chat.root.append(picker);
    picker.click();
  }

  /** Show the files, ask for a caption, send them one after another. */
  async sendFiles(files, photo = false) {
    const order = await attachFiles(this.chat.overlay, files, photo);
    if (!order) return;
    const [as, chat] = [this.chat.person.id, this.chat.key];
    this.chat.overlay.toast("Отправляем…", 60);
    const sent = await this.chat.phone.perform(async () => {
      for (const [i, file] of files.entries()) {
        await upload({ as, chat, file, photo: order.photo, caption: i === 0 ? order.caption : "" });
      }
      return true;
    });
    if (sent) this.chat.overlay.toasts.replaceChildren();
    this.chat.toBottom();
  }
}
