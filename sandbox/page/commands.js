/**
 * The «/» menu: all commands of the bot by the button, the fitting ones while a command is typed. Arrow keys choose
 * while the focus stays in the input, Enter sends, Tab only completes, Esc closes.
 */

import { el, fill, freshId } from "./dom.js";

export class CommandMenu {
  constructor(composer) {
    this.composer = composer;
    this.at = -1;
    this.items = [];
    this.root = el("div", { class: "commands", role: "listbox", id: freshId("commands"), hidden: true });
    this.root.setAttribute("aria-label", "Команды бота");
    this.root.dataset.role = "command-menu";
    composer.input.setAttribute("aria-controls", this.root.id);
  }

  get list() {
    const { world, key } = this.composer.chat;
    return world.commandsOf(key);
  }

  toggle() {
    if (this.root.hidden) this.show(this.list);
    else this.hide();
    this.composer.input.focus();
  }

  /** Show the commands that begin with what is typed. */
  filter(text) {
    const typed = /^\/(\w*)$/.exec(text)?.[1];
    if (typed === undefined) this.hide();
    else this.show(this.list.filter(({ command }) => command.startsWith(typed)));
  }

  show(commands) {
    this.items = commands;
    fill(this.root, ...commands.map((command) => this.row(command)));
    this.root.hidden = !commands.length;
    this.choose(-1);
  }

  hide() {
    this.root.hidden = true;
    this.choose(-1);
  }

  row(command) {
    const name = el("b", {}, `/${command.command}`);
    const node = el("div", { class: "command", role: "option", id: freshId("command") }, name, command.description);
    node.addEventListener("mousedown", (event) => event.preventDefault());
    node.addEventListener("click", () => this.send(command));
    return node;
  }

  choose(at) {
    this.at = at;
    [...this.root.children].forEach((node, i) => {
      node.setAttribute("aria-selected", String(i === at));
      if (i === at) node.scrollIntoView({ block: "nearest" });
    });
    const chosen = this.root.children[at]?.id ?? "";
    this.composer.input.setAttribute("aria-activedescendant", chosen);
  }

  /** True when the key was meant for the menu. */
  keydown(event) {
    if (this.root.hidden) return false;
    const action = this.actions()[event.key];
    if (!action || (["Enter", "Tab"].includes(event.key) && this.at < 0)) return false;
    event.preventDefault();
    event.stopPropagation();
    action();
    return true;
  }

  actions() {
    const count = this.items.length;
    return {
      ArrowDown: () => this.choose((this.at + 1) % count),
      ArrowUp: () => this.choose((this.at <= 0 ? count : this.at) - 1),
      Enter: () => this.send(this.items[this.at]),
      Tab: () => this.composer.setText(this.words(this.items[this.at])),
      Escape: () => this.hide(),
    };
  }

  /** In a group a command names its bot, as the real messenger writes it. */
  words({ command }) {
    const { isGroup, world } = this.composer.chat;
    return isGroup ? `/${command}@${world.bot.username}` : `/${command}`;
  }

  send(command) {
    this.hide();
    this.composer.input.value = "";
    this.composer.typed();
    this.composer.send(this.words(command));
  }
}
