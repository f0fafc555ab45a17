import { describe, expect, it } from "vitest";
import { frameOf, short, ticks } from "./course";

describe("ticks", () => {
  it.each([
    [0, 10, 5, [0, 2, 4, 6, 8, 10]],
    [3, 27, 4, [10, 20]],
    [0, 60, 6, [0, 10, 20, 30, 40, 50, 60]],
    [5, 5, 4, [5]],
  ])("of %d–%d", (from, to, n, expected) => expect(ticks(from, to, n)).toEqual(expected));
});

describe("the frame", () => {
  it("does not let the first moments flatten the rest", () => {
    const points = [{ elapsed: 0.1, objective: -1e9, bound: 1e12 }, ...Array.from({ length: 50 }, (_, i) => ({ elapsed: 10 + i, objective: 90 + i / 10, bound: 110 - i / 10 }))];
    const frame = frameOf(points);
    expect(frame.fromY).toBeGreaterThan(80);
    expect(frame.toY).toBeLessThan(120);
  });
  it("has room when value and bound are one", () => {
    const frame = frameOf([{ elapsed: 1, objective: 5, bound: 5 }]);
    expect(frame.toY).toBeGreaterThan(frame.fromY);
  });
});

it.each([
  [91_234_567, "91.23M"],
  [12_300, "12.3k"],
  [999, "999"],
  [-2_500_000, "-2.5M"],
])("%d is %s", (value, words) => expect(short(value)).toBe(words));

it("tells neighbours apart that lie close together", () => expect([4_419_700, 4_419_800].map((value) => short(value, 100))).toEqual(["4.4197M", "4.4198M"]));
