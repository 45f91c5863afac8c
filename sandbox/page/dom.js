/**
 * Elements without a framework: one function makes a node from a tag, attributes and children, so that every
 * other module reads like the markup it makes. Text always goes in as text: nothing here parses HTML.
 */

/** Make an element. `props`: attributes; `class`, `on: {event: listener}` and booleans are understood. */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name === "on") listen(node, value);
    else setAttribute(node, name, value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** A real button (never a submit button) with an accessible name. */
export function button(label, props = {}, ...children) {
  return el("button", { type: "button", "aria-label": label, title: label, ...props }, ...children);
}

/** Replace all children, but only if they differ in number or identity: focus and scroll survive. */
export function fill(node, ...children) {
  const wanted = children.flat().filter(Boolean);
  const same = node.childNodes.length === wanted.length && wanted.every((child, i) => node.childNodes[i] === child);
  if (!same) node.replaceChildren(...wanted);
}

function listen(node, listeners) {
  for (const [event, listener] of Object.entries(listeners)) node.addEventListener(event, listener);
}

function setAttribute(node, name, value) {
  if (value === false || value === null || value === undefined) return;
  node.setAttribute(name, value === true ? "" : value);
}

let lastId = 0;

/** An id that is unique on the page, for aria-labelledby and label-for. */
export function freshId(stem) {
  lastId += 1;
  return `${stem}-${lastId}`;
}
