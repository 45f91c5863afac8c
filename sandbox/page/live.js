/**
 * The wire that keeps the page live. It opens first and only then reads the state, so that nothing said in between is
 * lost: events that came meanwhile are kept and those newer than the state are applied after it. A broken wire is
 * tried again with growing waits, and the state is read anew each time.
 */

import { liveUrl, readState } from "./api.js";

const FIRST_WAIT = 300;
const LONGEST_WAIT = 4000;
const APPLIED = new Set(["message", "edit", "delete", "keyboard", "typing", "answer", "sms", "chat", "commands"]);

/** Keep `world` in step with the server; `onStatus(true|false)` tells whether the wire stands. */
export class Live {
  constructor(world, onStatus) {
    this.world = world;
    this.onStatus = onStatus;
    this.wait = FIRST_WAIT;
    this.waiting = null;
    addEventListener("online", () => this.hurry());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.hurry());
  }

  open() {
    this.waiting = null;
    this.held = [];
    const socket = new WebSocket(liveUrl());
    socket.addEventListener("open", () => this.read(socket));
    socket.addEventListener("message", ({ data }) => this.take(JSON.parse(data)));
    socket.addEventListener("close", () => this.lost());
  }

  /** Read the state, then what was said while it was being read. */
  async read(socket) {
    try {
      const state = await readState();
      this.world.load(state);
      const held = this.held;
      this.held = null;
      for (const event of held) if (event.seq > state.seq) this.world.apply(event);
      this.wait = FIRST_WAIT;
      this.onStatus(true);
    } catch (error) {
      console.error(error);
      socket.close();
    }
  }

  take(event) {
    if (this.held) this.held.push(event);
    else if (APPLIED.has(event.type)) this.world.apply(event);
    else this.reload();
  }

  /** People or groups changed: rare, so the whole state is read again. */
  async reload() {
    this.held = [];
    await this.read({ close: () => {} });
  }

  lost() {
    this.onStatus(false);
    this.waiting = setTimeout(() => this.open(), this.wait);
    this.wait = Math.min(LONGEST_WAIT, this.wait * 2);
  }

  /** Do not sit out a long wait when the person has come back. */
  hurry() {
    if (this.waiting === null) return;
    clearTimeout(this.waiting);
    this.open();
  }
}
