import { describe, expect, it } from "vitest";
import { dayOfYear, daysIn, weekday } from "./calendar";
import { density, lanes, pack, type RibbonClass } from "./ribbon";

function make(id: string, start_date: string, end_date: string, lane = "140100", family = "theory", conflicts = 0): RibbonClass {
  return { id, lane, family, start_date, end_date, seats_max: 40, state: "draft", conflicts };
}

/** A small repeatable generator, so that a failure can be seen again. */
function noise(seed: number) {
  return () => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
}

function many(n: number, seed: number) {
  const next = noise(seed);
  return Array.from({ length: n }, (_, index) => {
    const start = Math.floor(next() * 350);
    const days = 1 + Math.floor(next() * 14);
    const at = (day: number) => new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10);
    return make(String(index), at(start), at(start + days - 1));
  });
}

describe("the ruler", () => {
  it.each([
    ["2026-01-01", 2026, 0],
    ["2026-12-31", 2026, 364],
    ["2024-12-31", 2024, 365],
    ["2025-12-31", 2026, -1],
  ])("%s is day %3$d of %2$d", (date, year, day) => expect(dayOfYear(date, year)).toBe(day));
  it("knows leap years and weekdays", () => {
    expect([daysIn(2024), daysIn(2026), weekday("2026-11-23"), weekday("2026-11-22")]).toEqual([366, 365, 0, 6]);
  });
});

describe("packing", () => {
  it.each([1, 2, 3, 4, 5])("never lays two bars of one row on a day (seed %d)", (seed) => {
    const { bars } = pack(many(300, seed), 2026);
    expect(bars).toHaveLength(300);
    for (const a of bars) for (const b of bars) if (a !== b && a.row === b.row) expect(a.to <= b.from || b.to <= a.from).toBe(true);
  });
  it("uses one row for classes that follow each other", () => {
    expect(pack([make("a", "2026-03-01", "2026-03-05"), make("b", "2026-03-08", "2026-03-09")], 2026).rows).toBe(1);
  });
  it("cuts what reaches over the year's ends and leaves out what lies outside", () => {
    const { bars } = pack([make("a", "2025-12-20", "2026-01-02"), make("b", "2026-12-30", "2027-01-10"), make("c", "2025-01-01", "2025-01-09")], 2026);
    expect(bars.map(({ item, from, to }) => [item.id, from, to])).toEqual([
      ["a", 0, 2],
      ["b", 363, 365],
    ]);
  });
});

describe("density", () => {
  it("counts a class in every week it touches", () => {
    const { bars } = pack([make("a", "2026-01-06", "2026-01-16", "x", "ability", 1)], 2026);
    const weeks = density(bars, 2026);
    expect(weeks.filter((week) => week.counts.ability).map((week) => week.week)).toEqual([0, 1, 2]);
    expect(weeks[1]!.conflicts).toBe(1);
  });
});

describe("lanes", () => {
  it("folds only what is too thick, and opens what is asked for", () => {
    const items = [...many(200, 9), make("p", "2026-05-01", "2026-05-02", "province")];
    const [first, second] = lanes(items, ["province", "140100"], 2026, 6, new Set());
    expect([first!.code, first!.weeks === undefined, second!.code, second!.weeks === undefined]).toEqual(["province", true, "140100", false]);
    expect(lanes(items, ["province", "140100"], 2026, 6, new Set(["140100"]))[1]!.weeks).toBeUndefined();
  });
  it("shows a lane nobody listed", () => {
    expect(lanes([make("a", "2026-05-01", "2026-05-02", "999900")], [], 2026, 6, new Set()).map((lane) => lane.code)).toEqual(["999900"]);
  });
});
