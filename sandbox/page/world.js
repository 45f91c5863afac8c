/**
 * The one truth of the page: people, chats, messages, SMS. Phones only show it. An event changes the world first and
 * is then told to the listeners; after a reconnect the whole state is laid over it and listeners hear «reset».
 */

import { digits } from "./format.js";
import { nameMemory, recall, remember } from "./memory.js";

export class World {
  constructor() {
    this.bot = { id: 0, username: "", first_name: "" };
    this.people = [];
    this.groups = [];
    this.hints = [];
    this.phones = [];
    this.chats = new Map();
    this.commands = {};
    this.sms = [];
    this.read = {};
    this.listeners = new Set();
  }

  /** Hear every event: `listener(event)`; gives a function that stops it. */
  listen(listener) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  tell(event) {
    for (const listener of [...this.listeners]) listener(event);
  }

  /** Lay the answer of `api/state` over everything known. */
  load(state) {
    nameMemory(state.bot.id);
    Object.assign(this, { bot: state.bot, people: state.people, groups: state.groups });
    Object.assign(this, { hints: state.hints ?? [], phones: state.phones ?? [], sms: state.sms ?? [] });
    this.commands = state.commands ?? {};
    this.chats = new Map(state.chats.map((chat) => [chat.key, openChat(chat)]));
    this.read = recall("read", {});
    this.forgetReadOfOtherWorlds();
    this.tell({ type: "reset" });
  }

  /** A world begun anew counts its messages from one: marks beyond the last message would hide new ones. */
  forgetReadOfOtherWorlds() {
    for (const [mark, seen] of Object.entries(this.read)) {
      const [, key] = mark.split("|");
      const last = key === "sms" ? this.sms.length : (this.lastMessage(key)?.message_id ?? 0);
      if (seen > last) this.read[mark] = last;
    }
  }

  /** One event of the live wire. */
  apply(event) {
    const change = CHANGES[event.type];
    if (change) change(this, event);
    this.tell(event);
  }

  /** The chat with this key; one that nobody has written in yet is made empty. */
  chat(key) {
    if (!this.chats.has(key)) this.chats.set(key, openChat({ key, messages: [] }));
    return this.chats.get(key);
  }

  /** Messages of a chat, oldest first. */
  messages(key) {
    const chat = this.chat(key);
    chat.sorted ??= [...chat.messages.values()].sort((a, b) => a.message_id - b.message_id);
    return chat.sorted;
  }

  lastMessage(key) {
    return this.messages(key).at(-1);
  }

  person(id) {
    return this.people.find((person) => person.id === id);
  }

  group(key) {
    return this.groups.find((group) => `group:${group.id}` === key);
  }

  /** Keys of the chats that this person sees: the bot's, then the groups. */
  chatsOf(personId) {
    const groups = this.groups.filter((group) => group.members.includes(personId));
    return [`private:${personId}`, ...groups.map((group) => `group:${group.id}`)];
  }

  title(key) {
    return this.group(key)?.title ?? this.bot.first_name;
  }

  /** Commands for the menu of this chat. */
  commandsOf(key) {
    return this.commands[key] ?? this.commands.default ?? [];
  }

  /** SMS of a person, oldest first. */
  smsOf(personId) {
    const number = digits(this.person(personId)?.phone);
    return this.sms.filter((sms) => digits(sms.to) === number);
  }

  /** How many messages of others this person has not seen in this chat. */
  unread(personId, key) {
    const seen = this.read[`${personId}|${key}`] ?? 0;
    return this.messages(key).filter((message) => message.message_id > seen && message.from?.id !== personId).length;
  }

  unreadSms(personId) {
    return Math.max(0, this.smsOf(personId).length - (this.read[`${personId}|sms`] ?? 0));
  }

  /** Everything waiting for this person; the chat `except` is not counted. */
  unreadTotal(personId, except = null) {
    const keys = this.chatsOf(personId).filter((key) => key !== except);
    return keys.reduce((sum, key) => sum + this.unread(personId, key), 0);
  }

  /** This person has seen the chat (or "sms") to its end. */
  markRead(personId, key) {
    const last = key === "sms" ? this.smsOf(personId).length : (this.lastMessage(key)?.message_id ?? 0);
    const mark = `${personId}|${key}`;
    if ((this.read[mark] ?? 0) >= last) return;
    this.read[mark] = last;
    remember("read", this.read);
    this.tell({ type: "read", as: personId, chat: key });
  }
}

function openChat(chat) {
  const messages = new Map((chat.messages ?? []).map((message) => [message.message_id, message]));
  return { keyboard: null, started: false, blocked: false, ...chat, messages, sorted: null };
}

function put(world, { chat: key, message }) {
  const chat = world.chat(key);
  chat.messages.set(message.message_id, message);
  chat.sorted = null;
}

function drop(world, event) {
  const chat = world.chat(event.chat);
  chat.messages.delete(event.message_id ?? event.message);
  chat.sorted = null;
}

const CHANGES = {
  message: put,
  edit: put,
  delete: drop,
  keyboard: (world, event) => Object.assign(world.chat(event.chat), { keyboard: event.keyboard }),
  sms: (world, event) => world.sms.push(event.sms),
  chat: (world, event) => {
    const chat = world.chat(event.chat);
    chat.started = event.started ?? chat.started;
    chat.blocked = event.blocked ?? chat.blocked;
  },
  commands: (world, event) => Object.assign(world, { commands: event.commands }),
};
