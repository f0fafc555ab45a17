import { look } from "@/state/look";

/** Numbers, dates and sizes as the chosen language writes them. */
const grouped = new Intl.NumberFormat("en-US");

export const count = (value: number | null | undefined) => (value === null || value === undefined ? "–" : grouped.format(Math.round(value)));

export const decimal = (value: number | null | undefined, digits = 1) =>
  value === null || value === undefined ? "–" : value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });

export const percent = (share: number | null | undefined, digits = 1) => (share === null || share === undefined || !Number.isFinite(share) ? "–" : `${decimal(share * 100, digits)}%`);

const english = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

export const monthName = (month: number) => (look.language === "en" ? english[month - 1]! : `${month}月`);

/** 9月14日 or 14 Sep, of a day written 2026-09-14. */
export function day(date: string | null | undefined): string {
  if (!date) return "–";
  const [, month, dayOfMonth] = date.split("-").map(Number);
  return look.language === "en" ? `${dayOfMonth} ${monthName(month!)}` : `${month}月${dayOfMonth}日`;
}

export function days(from: string, to: string): string {
  return from === to ? day(from) : `${day(from)} – ${day(to)}`;
}

/** A birth month written 1984-03. */
export const month = (value: string | null | undefined) => (value ? value.replace("-", ".") : "–");

/** An instant of the wire: microseconds UTC. */
export function instant(micros: number | null | undefined): string {
  if (!micros) return "–";
  const when = new Date(micros / 1000);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${when.getFullYear()}-${two(when.getMonth() + 1)}-${two(when.getDate())} ${two(when.getHours())}:${two(when.getMinutes())}`;
}

export function bytes(size: number): string {
  const units = ["B", "KiB", "MiB", "GiB"];
  let step = 0;
  while (size >= 1024 && step < units.length - 1) {
    size /= 1024;
    step += 1;
  }
  return `${decimal(size, step === 0 ? 0 : 1)} ${units[step]}`;
}

/** Hours of training travel as tenths of a 学时. */
export const hours = (tenths: number | null | undefined) => (tenths === null || tenths === undefined ? "–" : decimal(tenths / 10, tenths % 10 === 0 ? 0 : 1));

export const said = (words: { zh: string; en: string } | null | undefined) => (words ? inWords(words.zh, words.en) : "");

/** The one of two spellings the chosen language wants; the server sends both. */
export const inWords = (chinese: string | null | undefined, other: string | null | undefined) => (look.language === "en" ? other || chinese : chinese || other) ?? "";
