/**
 * The year ribbon: a lane per city, every class a bar. A lane whose bars would need
 * more rows than it may have folds into density: classes under way in each week.
 */
import { dayOfYear, daysIn } from "./calendar";

export const families = ["theory", "party_spirit", "ability"] as const;

export type RibbonClass = { id: string; lane: string; family: string; start_date: string; end_date: string; seats_max: number; state: string; conflicts: number };
export type Bar<T> = { item: T; row: number; from: number; to: number };
export type Week = { week: number; counts: Record<string, number>; conflicts: number };
export type Lane<T> = { code: string; items: T[]; rows: number; bars: Bar<T>[]; weeks?: Week[] };

/** Puts each bar into the first row that is free on its days; bars come in order of their start. */
export function pack<T extends RibbonClass>(items: T[], year: number): { bars: Bar<T>[]; rows: number } {
  const last = daysIn(year);
  const free: number[] = [];
  const bars = items
    .map((item) => ({ item, row: 0, from: Math.max(0, dayOfYear(item.start_date, year)), to: Math.min(last, dayOfYear(item.end_date, year) + 1) }))
    .filter((bar) => bar.from < last && bar.to > 0)
    .sort((a, b) => a.from - b.from || b.to - a.to);
  for (const bar of bars) {
    const row = free.findIndex((day) => day <= bar.from);
    bar.row = row < 0 ? free.length : row;
    // One empty day between neighbours keeps them apart for the eye.
    free[bar.row] = bar.to + 1;
  }
  return { bars, rows: free.length };
}

/** How many classes of each family are under way in each week of the year. */
export function density<T extends RibbonClass>(bars: Bar<T>[], year: number): Week[] {
  const weeks: Week[] = Array.from({ length: Math.ceil(daysIn(year) / 7) }, (_, week) => ({ week, counts: {}, conflicts: 0 }));
  for (const { item, from, to } of bars) {
    for (let week = Math.floor(from / 7); week <= Math.floor((to - 1) / 7); week += 1) {
      const at = weeks[week];
      if (!at) continue;
      at.counts[item.family] = (at.counts[item.family] ?? 0) + 1;
      if (item.conflicts) at.conflicts += 1;
    }
  }
  return weeks;
}

/** The lanes in the given order, each as bars or, when it needs more than `rowsMax` rows and is not opened, as density. */
export function lanes<T extends RibbonClass>(items: T[], order: string[], year: number, rowsMax: number, opened: ReadonlySet<string>): Lane<T>[] {
  const byLane = new Map<string, T[]>();
  for (const item of items) {
    const list = byLane.get(item.lane);
    if (list) list.push(item);
    else byLane.set(item.lane, [item]);
  }
  const codes = [...order.filter((code) => byLane.has(code)), ...[...byLane.keys()].filter((code) => !order.includes(code)).sort()];
  return codes.map((code) => {
    const own = byLane.get(code)!;
    const { bars, rows } = pack(own, year);
    const folded = rows > rowsMax && !opened.has(code);
    return { code, items: own, bars, rows, ...(folded ? { weeks: density(bars, year) } : {}) };
  });
}

/** The height of a row, so that a year with few classes fills the picture and one with many stays legible. */
export function rowHeightOf(all: { rows: number; weeks?: Week[] }[], wanted: number): number {
  const rows = all.reduce((sum, lane) => sum + (lane.weeks ? 0 : Math.max(2, lane.rows)), 0);
  return Math.min(9, Math.max(5, wanted / Math.max(1, rows)));
}
