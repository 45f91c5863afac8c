/**
 * Dates, sizes and names as a Russian messenger writes them. Times come as unix seconds and are shown in the zone
 * of the browser, as a phone would.
 */

const CLOCK = new Intl.DateTimeFormat("ru", { hour: "2-digit", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat("ru", { day: "numeric", month: "long" });
const DAY_YEAR = new Intl.DateTimeFormat("ru", { day: "numeric", month: "long", year: "numeric" });
const SHORT = new Intl.DateTimeFormat("ru", { day: "2-digit", month: "2-digit" });
const MOMENT = new Intl.DateTimeFormat("ru", { dateStyle: "long", timeStyle: "medium" });
const NUMBER = new Intl.NumberFormat("ru", { maximumFractionDigits: 1 });
const TINTS = 7;

const midnight = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
const daysAgo = (date) => Math.round((midnight(new Date()) - midnight(date)) / 86_400_000);

/** «14:05». */
export const clock = (unix) => CLOCK.format(new Date(unix * 1000));

/** «24 ноября 2025 г. в 14:05:09», for titles. */
export const moment = (unix) => MOMENT.format(new Date(unix * 1000));

/** A key that is equal for two moments of one day. */
export const dayKey = (unix) => String(midnight(new Date(unix * 1000)));

/** «Сегодня», «Вчера», «24 ноября», «24 ноября 2024 г.». */
export function dayLabel(unix) {
  const date = new Date(unix * 1000);
  const ago = daysAgo(date);
  if (ago === 0) return "Сегодня";
  if (ago === 1) return "Вчера";
  return (date.getFullYear() === new Date().getFullYear() ? DAY : DAY_YEAR).format(date);
}

/** The time of today's message, the date of an older one: for the list of chats. */
export function listTime(unix) {
  const date = new Date(unix * 1000);
  return daysAgo(date) === 0 ? CLOCK.format(date) : SHORT.format(date);
}

/** «12,4 КБ». */
export function size(bytes) {
  if (!Number.isFinite(bytes)) return "";
  const units = ["Б", "КБ", "МБ", "ГБ"];
  const power = bytes > 0 ? Math.min(3, Math.floor(Math.log2(bytes) / 10)) : 0;
  return `${NUMBER.format(bytes / 1024 ** power)} ${units[power]}`;
}

/** The form of a noun after a number: plural(3, "участник", "участника", "участников"). */
export function plural(n, one, few, many) {
  const form = new Intl.PluralRules("ru").select(n);
  return `${n} ${{ one, few }[form] ?? many}`;
}

/** «Анна Смирнова»; a sender comes with the whole name already. */
export const fullName = (who) => who.name ?? [who.first_name, who.last_name].filter(Boolean).join(" ");

/** Up to two capitals for an avatar; punctuation and quotes of a title are passed over. */
export function initials(name) {
  const words = name.match(/[\p{L}\p{N}]+/gu) ?? ["?"];
  return words.slice(0, 2).map((word) => [...word][0].toUpperCase()).join("");
}

/** A class of colour that stays the same for the same id. */
export const tint = (id) => `tint-${Math.abs(Number(id)) % TINTS}`;

/** Digits only, the leading 8 of a Russian number read as 7: numbers are compared in this form. */
export const digits = (phone) => String(phone ?? "").replace(/\D/g, "").replace(/^8(?=\d{10}$)/, "7");
