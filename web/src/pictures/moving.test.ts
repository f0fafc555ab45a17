import { describe, expect, it } from "vitest";
import { groundOf, isMovable, spans } from "./moving";

const words = { zh: "", en: "" };
const ground = groundOf({
  days: 5,
  first: "2026-01-01",
  last: "2026-12-27",
  items: [
    { start: "2026-01-01", kind: "begun", words },
    { start: "2026-01-02", kind: "holiday", words },
    { start: "2026-01-03", kind: "overlap", words },
  ],
});

describe("the ground a class moves on", () => {
  it("runs through the year without a hole", () => {
    const all = spans(ground, 2026);
    expect(all.map(({ from, to, sight }) => [from, to, sight])).toEqual([
      [0, 2, "shut"],
      [2, 3, "look"],
      [3, 361, "free"],
    ]);
  });
  it("keeps a class inside its year", () => {
    expect([ground.held("2025-12-30"), ground.held("2026-12-30"), ground.held("2026-05-04")]).toEqual(["2026-01-01", "2026-12-27", "2026-05-04"]);
    expect(ground.end("2026-12-27")).toBe("2026-12-31");
  });
  it("leaves what people were told of", () => {
    expect([isMovable({ state: "published", seats_taken: 3 }), isMovable({ state: "published", seats_taken: 0 }), isMovable({ state: "approved", seats_taken: 3 }), isMovable({ state: "held", seats_taken: 0 })]).toEqual([false, true, true, false]);
  });
});
