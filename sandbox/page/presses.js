/**
 * A pressed inline button waits for the bot's answer. The answer comes by the live wire and may arrive before the
 * server has told us the id of our own press, so early answers are kept for a moment.
 */

import { post } from "./api.js";

const PATIENCE = 15_000;
const KEPT = 50;

export class Presses {
  constructor(world) {
    this.waiting = new Map();
    this.early = new Map();
    world.listen((event) => event.type === "answer" && this.answer(event));
  }

  /** Press; resolves to the answer {text, alert, url}, or null when the bot stays silent. Rejects with Refused. */
  async press(as, chat, messageId, data) {
    const { callback_id: id } = await post("press", { as, chat, message_id: messageId, data });
    if (this.early.has(id)) return this.take(id);
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.settle(id, null), PATIENCE);
      this.waiting.set(id, { resolve, timer });
    });
  }

  answer(event) {
    if (this.waiting.has(event.callback_id)) this.settle(event.callback_id, event);
    else this.keep(event);
  }

  keep(event) {
    this.early.set(event.callback_id, event);
    if (this.early.size > KEPT) this.early.delete(this.early.keys().next().value);
  }

  take(id) {
    const event = this.early.get(id);
    this.early.delete(id);
    return event;
  }

  settle(id, event) {
    const { resolve, timer } = this.waiting.get(id);
    clearTimeout(timer);
    this.waiting.delete(id);
    resolve(event);
  }
}
