/**
 * The row of phones. On a wide screen they stand side by side; on a narrow one only the current phone is shown and the
 * tabs at the top switch. Which phones stand and whose they are is remembered.
 */

import { button, el, fill } from "./dom.js";
import { fullName, initials, tint } from "./format.js";
import { icon } from "./icons.js";
import { recall, remember } from "./memory.js";
import { Phone } from "./phone.js";

const MOST = 5;
const FIRST = 3;

export class Deck {
  constructor(world, presses) {
    Object.assign(this, { world, presses, phones: [], current: 0 });
    this.root = el("div", { class: "deck", "data-role": "deck" });
    this.tabs = el("nav", { class: "deck-tabs", "aria-label": "Телефоны" });
    this.addButton = button("Ещё один телефон", { class: "round add", "data-role": "add-phone" }, icon("plus"));
    this.addButton.addEventListener("click", () => this.addNext());
  }

  /** Put up the phones of last time, else those that the world names, else the first people. */
  open() {
    const known = (ids) => (ids ?? []).filter((id) => this.world.person(id));
    const first = this.world.people.slice(0, FIRST).map((person) => person.id);
    const ids = [known(recall("phones", [])), known(this.world.phones), first].find((list) => list.length) ?? [];
    for (const id of ids.slice(0, MOST)) this.add(id);
    this.choose(0);
  }

  /** One more phone, for somebody who has none yet. */
  addNext() {
    const taken = new Set(this.phones.map((phone) => phone.personId));
    const next = this.world.people.find((person) => !taken.has(person.id)) ?? this.world.people[0];
    if (!next) return;
    const phone = this.add(next.id);
    this.choose(this.phones.indexOf(phone));
    phone.select.focus({ preventScroll: true });
    phone.root.scrollIntoView({ inline: "end", block: "nearest" });
  }

  add(personId) {
    const { world, presses } = this;
    const phone = new Phone({
      world,
      presses,
      personId,
      onChange: () => this.changed(),
      onClose: () => this.close(phone),
    });
    phone.root.addEventListener("focusin", () => this.choose(this.phones.indexOf(phone)));
    this.phones.push(phone);
    this.root.append(phone.root);
    this.changed();
    return phone;
  }

  close(phone) {
    if (this.phones.length === 1) return;
    const at = this.phones.indexOf(phone);
    this.phones.splice(at, 1);
    phone.remove();
    this.choose(Math.min(at, this.phones.length - 1));
    this.changed();
    this.addButton.focus({ preventScroll: true });
  }

  choose(index) {
    if (index < 0) return;
    this.current = index;
    this.changed();
  }

  changed() {
    this.phones.forEach((phone, i) => {
      phone.root.dataset.phone = i;
      phone.root.classList.toggle("is-current", i === this.current);
      phone.root.classList.toggle("is-only", this.phones.length === 1);
    });
    this.addButton.disabled = this.phones.length >= MOST;
    const ids = this.phones.map((phone) => phone.personId);
    if (ids.join() !== recall("phones", []).join()) remember("phones", ids);
    this.syncTabs();
  }

  syncTabs() {
    this.tabNodes ??= [];
    while (this.tabNodes.length < this.phones.length) this.tabNodes.push(this.makeTab(this.tabNodes.length));
    fill(this.tabs, ...this.tabNodes.slice(0, this.phones.length).map((tab) => tab.root));
    this.phones.forEach((phone, i) => this.tabNodes[i].update(phone, i === this.current));
  }

  makeTab(i) {
    const [avatar, name] = [el("span", { "aria-hidden": "true" }), el("span", { class: "deck-name" })];
    const badge = el("span", { class: "badge" });
    const root = el("button", { type: "button", class: "deck-tab", "data-tab": i }, avatar, name, badge);
    root.addEventListener("click", () => this.choose(i));
    const update = ({ person }, isCurrent) => {
      const waiting = this.world.unreadTotal(person.id) + this.world.unreadSms(person.id);
      avatar.className = `avatar ${tint(person.id)}`;
      avatar.textContent = initials(fullName(person));
      name.textContent = person.first_name;
      badge.textContent = String(waiting);
      badge.hidden = !waiting;
      root.setAttribute("aria-pressed", String(isCurrent));
    };
    return { root, update };
  }

  /** The phone of this person; somebody without one gets the current phone. */
  phoneOf(personId) {
    const found = this.phones.find((phone) => phone.personId === personId);
    const phone = found ?? this.phones[this.current];
    if (!found) phone.setPerson(personId);
    this.choose(this.phones.indexOf(phone));
    phone.root.scrollIntoView({ inline: "nearest", block: "nearest" });
    return phone;
  }
}
