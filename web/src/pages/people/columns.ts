import type { GridColumn } from "@/parts/grid";

/** Columns the people grid can show; the first ones are shown until somebody chooses. */
const widths: Record<string, string> = {
  name: "minmax(6rem, 1fr)",
  unit_name: "minmax(10rem, 2fr)",
  post: "minmax(7rem, 1.5fr)",
  rank: "minmax(7rem, 1fr)",
  grade: "minmax(6rem, 0.75fr)",
  hours: "minmax(9.5rem, 1fr)",
  gaps_open: "4rem",
  top_gap: "minmax(9rem, 1.5fr)",
  seats: "4rem",
  role: "minmax(4.5rem, 0.5fr)",
  sector: "minmax(5.5rem, 0.75fr)",
  birth_month: "5.5rem",
  division: "minmax(6rem, 0.75fr)",
};
export const allKeys = Object.keys(widths);
export const usualKeys = allKeys.slice(0, 9);
const numeric = new Set(["gaps_open", "seats"]);

export function gridColumns(keys: string[], title: (key: string) => string): GridColumn[] {
  return allKeys.filter((key) => keys.includes(key)).map((key) => ({ key, title: title(key), width: widths[key]!, ...(numeric.has(key) ? { numeric: true } : {}) }));
}

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
