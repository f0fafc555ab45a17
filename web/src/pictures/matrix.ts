/** Supply and demand of topics: which cell is short, which has seats to spare, and how large it is drawn. */

/** Below this share of seats a cell is short. */
export const shortBelow = 0.55;
/** From this share on a cell has seats to spare. */
export const spareFrom = 1.02;

export type Cell = { band: string; people: number; seats: number };
export type CellLook = { side: number; share: number; fill: number; mood: "short" | "met" | "spare" };

/** The area of a square is the demand, so its side goes with the square root; a small demand stays visible. */
export function sideOf(people: number, most: number, sideMax: number): number {
  if (people <= 0 || most <= 0) return 0;
  return Math.max(8, sideMax * Math.sqrt(people / most));
}

export function lookOf(cell: Cell, most: number, sideMax: number): CellLook {
  const share = cell.people > 0 ? cell.seats / cell.people : 0;
  return { side: sideOf(cell.people, most, sideMax), share, fill: Math.min(1, share), mood: share < shortBelow ? "short" : share >= spareFrom ? "spare" : "met" };
}

type Row = { topic: string; people: number; cells: Cell[]; seat_worth?: number | null | undefined };

/** People of a topic's row for whom there is no seat. */
export const missing = (row: Pick<Row, "cells">) => row.cells.reduce((sum, cell) => sum + Math.max(0, cell.people - cell.seats), 0);

/** The most wanting topics first: by the worth of one more seat where a run knows it, else by people without a seat. */
export function ranked<R extends Row>(rows: R[], n: number): R[] {
  const priced = rows.some((row) => row.seat_worth != null && row.seat_worth > 0);
  const key = (row: R) => (priced ? (row.seat_worth ?? 0) : missing(row));
  return [...rows].sort((a, b) => key(b) - key(a) || missing(b) - missing(a) || (a.topic < b.topic ? -1 : 1)).slice(0, n);
}
