/** The menus of a chat and of a message: what a person can do besides writing. */

import { post } from "./api.js";
import { el } from "./dom.js";

/** «⋮» in the header of a chat. */
export async function chatMenu(chat) {
  const { phone, world, key } = chat;
  const state = world.chat(key);
  const own = [
    ["link", "Открыть ссылку…", () => askLink(phone)],
    ["person", "Поделиться контактом", () => phone.act.chooseContact(key)],
  ];
  const block = state.blocked
    ? ["ban", "Разблокировать бота", () => phone.act.setBlocked(false)]
    : ["ban", "Заблокировать бота", () => phone.act.setBlocked(true)];
  const act = await chat.overlay.menu(chat.isGroup ? own : [...own, block], "Меню чата");
  act?.();
}

/** The menu of one message: reply, copy, correct and delete what is one's own. */
export async function messageMenu(chat, message) {
  const text = message.text ?? message.caption;
  const own = message.from?.id === chat.person.id;
  const canCopy = text && !message.protected;
  const items = [
    ["reply", "Ответить", () => chat.composer.setReply(message)],
    canCopy && ["copy", "Скопировать текст", () => chat.act.copy(text)],
    own && message.text && ["edit", "Изменить", () => chat.composer.setEdit(message)],
    own && ["bin", "Удалить", () => remove(chat, message)],
  ].filter(Boolean);
  const act = await chat.overlay.menu(items, "Действия с сообщением");
  act?.();
}

async function remove(chat, message) {
  const yes = await chat.overlay.confirm("Удалить сообщение?", "Оно исчезнет у всех.", "Удалить");
  if (!yes) return;
  const order = { as: chat.person.id, chat: chat.key, message_id: message.message_id };
  await chat.phone.perform(() => post("delete", order));
}

/** Links that arrived on paper or elsewhere: typed or pasted by hand. */
async function askLink(phone) {
  const input = el("input", { class: "caption", type: "text", "data-first": true, "aria-label": "Ссылка" });
  input.placeholder = `t.me/${phone.world.bot.username}?start=…`;
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") input.closest(".dialog").querySelector(".dialog-answer:last-child").click();
  });
  const answers = [["Отмена", null], ["Открыть", () => input.value.trim()]];
  const href = await phone.overlay.dialog({ hook: "link-dialog", title: "Открыть ссылку", body: [input], answers });
  if (href) phone.act.link(href);
}
