import { describe, expect, it } from "vitest";
import { lookOf, missing, ranked, sideOf } from "./matrix";

describe("a cell", () => {
  it.each([
    [100, 30, "short", 0.3],
    [100, 55, "met", 0.55],
    [100, 101, "met", 1],
    [100, 130, "spare", 1],
  ])("%d people and %d seats: %s", (people, seats, mood, fill) => {
    expect(lookOf({ band: "a", people, seats }, 100, 40)).toMatchObject({ mood, fill });
  });
  it("has an area that goes with the demand", () => {
    const one = sideOf(1_000, 4_000, 40);
    const four = sideOf(4_000, 4_000, 40);
    expect(four ** 2 / one ** 2).toBeCloseTo(4);
  });
  it("is not drawn without demand", () => expect(sideOf(0, 100, 40)).toBe(0));
});

describe("the order of topics", () => {
  const row = (topic: string, people: number, seats: number, seat_worth?: number) => ({ topic, people, cells: [{ band: "a", people, seats }], seat_worth });
  it("goes by the engine's worth where there is one", () => {
    expect(ranked([row("T1", 900, 0, 10), row("T2", 10, 5, 90)], 5).map((one) => one.topic)).toEqual(["T2", "T1"]);
  });
  it("goes by people without a seat otherwise, and a surplus does not make up for a want", () => {
    const mixed = { topic: "T3", people: 200, cells: [{ band: "a", people: 100, seats: 0 }, { band: "b", people: 100, seats: 300 }] };
    expect(missing(mixed)).toBe(100);
    expect(ranked([row("T1", 900, 850), mixed], 1).map((one) => one.topic)).toEqual(["T3"]);
  });
});
