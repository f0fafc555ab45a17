import type { GridColumn } from "@/parts/grid";

/** Columns the people grid can show; the first ones are shown until somebody chooses. */
const widths: Record<string, string> = {
  name: "minmax(5rem, 0.75fr)",
  unit_name: "minmax(10rem, 2fr)",
  post: "minmax(7rem, 1.5fr)",
  rank: "minmax(7rem, 1fr)",
  grade: "minmax(6rem, 0.75fr)",
  hours: "9.5rem",
  gaps_open: "3.5rem",
  top_gap: "minmax(10rem, 2fr)",
  seats: "3.5rem",
  role: "minmax(4.5rem, 0.5fr)",
  sector: "minmax(5.5rem, 0.75fr)",
  birth_month: "5.5rem",
  division: "minmax(6rem, 0.75fr)",
  citizen_no: "12rem",
};
export const allKeys = Object.keys(widths);
export const usualKeys = allKeys.slice(0, 9);
const numeric = new Set(["gaps_open", "seats"]);
/** Who and where, and below the hours and the gravest gap. */
const narrow: Record<string, 1 | 2> = { name: 1, unit_name: 1, hours: 2, top_gap: 2 };

export function gridColumns(keys: string[], title: (key: string) => string): GridColumn[] {
  return allKeys.filter((key) => keys.includes(key)).map((key) => ({ key, title: title(key), width: widths[key]!, ...(numeric.has(key) ? { numeric: true } : {}), ...(narrow[key] ? { narrow: narrow[key] } : {}) }));
}

/** The columns as the server writes them: what one column shows together stands apart in a workbook. */
export const exported = (keys: string[]) => allKeys.filter((key) => keys.includes(key)).flatMap((key) => (key === "hours" ? ["hours", "hours_due", "hours_short"] : [key]));

const slot = "jinxue.people.columns";

export function rememberedKeys(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(slot) ?? "null");
    const keys = Array.isArray(kept) ? allKeys.filter((key) => kept.includes(key)) : [];
    return keys.length ? keys : usualKeys;
  } catch {
    return usualKeys;
  }
}

export const rememberKeys = (keys: string[]) => localStorage.setItem(slot, JSON.stringify(keys));
