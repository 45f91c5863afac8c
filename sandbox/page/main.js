/**
 * The page of the sandbox: opens the live wire, and when the world is known puts up the phones. Everything else hangs on
 * the world: views listen to it and never ask each other.
 */

import { Deck } from "./deck.js";
import { el } from "./dom.js";
import { Hints } from "./hints.js";
import { Live } from "./live.js";
import { Presses } from "./presses.js";
import { World } from "./world.js";

const app = document.getElementById("app");
const world = new World();
const deck = new Deck(world, new Presses(world));
const hints = new Hints(world, deck);
const lost = el("div", { class: "lost", role: "status", "data-role": "lost", hidden: true }, "Нет связи с песочницей. Подключаемся снова…");
const name = el("b", {});
let begun = false;

function begin() {
  begun = true;
  document.title = `${world.bot.first_name} — песочница`;
  name.textContent = world.bot.first_name;
  const title = el("h1", { class: "title" }, name, el("span", {}, "песочница"));
  const top = el("header", { class: "top" }, title, deck.tabs, hints.toggle, deck.addButton);
  app.append(top, el("main", { class: "stage" }, hints.root, deck.root));
  deck.open();
  hints.open();
}

function showStatus(isUp) {
  if (isUp && !begun) begin();
  lost.hidden = isUp;
  app.classList.toggle("is-lost", !isUp);
}

app.append(lost);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") for (const phone of deck.phones) phone.chat?.sync();
});
new Live(world, showStatus).open();
