/**
 * The step between choosing a file and sending it: what is it, how large, with what words. A picture is drawn on a
 * canvas, because the page forbids itself to load anything, objects of its own included.
 */

import { el, freshId } from "./dom.js";
import { size } from "./format.js";
import { icon } from "./icons.js";

const PREVIEW = 320;
const SHOWN = 4;

/** Ask what to do with the files: {caption, photo} or null. */
export function attachFiles(overlay, files, photo) {
  const pictures = files.every((file) => file.type.startsWith("image/"));
  const caption = el("textarea", { class: "caption", rows: "2", maxlength: "1024", "data-first": true });
  caption.setAttribute("aria-label", "Подпись");
  caption.placeholder = "Подпись (не обязательно)";
  const compress = el("input", { type: "checkbox", id: freshId("photo") });
  compress.checked = photo;
  const choice = el("label", { class: "choice", for: compress.id }, compress, "Отправить как фото");
  caption.addEventListener("keydown", (event) => sendByEnter(event, caption));
  const more = files.length > SHOWN ? el("p", {}, `и ещё ${files.length - SHOWN}`) : null;
  const body = [...files.slice(0, SHOWN).map(preview), more, caption, pictures ? choice : null].filter(Boolean);
  const answer = () => ({ caption: caption.value.trim(), photo: pictures && compress.checked });
  const title = files.length > 1 ? `Отправить файлы: ${files.length}` : "Отправить файл";
  return overlay.dialog({ hook: "attach-dialog", title, body, answers: [["Отмена", null], ["Отправить", answer]] });
}

function sendByEnter(event, caption) {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  caption.closest(".dialog").querySelector(".dialog-answer:last-child").click();
}

function preview(file) {
  const badge = el("span", { class: "file-badge", "aria-hidden": "true" }, icon("file"));
  const row = el("div", { class: "file" }, badge, el("span", { class: "file-words" }, el("b", {}, file.name), size(file.size)));
  if (!file.type.startsWith("image/")) return row;
  const box = el("div", { class: "preview" }, row);
  draw(file, box).catch(() => {
    // Not a picture the browser knows: name and size are enough.
  });
  return box;
}

async function draw(file, box) {
  const bitmap = await createImageBitmap(file);
  const scale = Math.min(1, PREVIEW / Math.max(bitmap.width, bitmap.height));
  const [width, height] = [Math.round(bitmap.width * scale), Math.round(bitmap.height * scale)];
  const canvas = el("canvas", { width, height, role: "img", "aria-label": "Предпросмотр", "data-role": "preview" });
  canvas.getContext("2d").drawImage(bitmap, 0, 0, width, height);
  box.prepend(canvas);
}
