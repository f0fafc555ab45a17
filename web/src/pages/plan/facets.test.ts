import { expect, it } from "vitest";
import { countBy } from "./facets";

const one = (state: string, tier: string, start_date: string, end_date = start_date) => ({ state, tier, kind: "core", start_date, end_date });
const items = [one("draft", "city", "2026-01-30", "2026-02-02"), one("draft", "county", "2026-02-02"), one("held", "county", "2026-12-30", "2027-01-02")];

it("counts a choice as if its own filter were off and the others on", () => {
  const counts = countBy(items, { state: "draft" });
  expect([...counts.state]).toEqual([["draft", 2], ["held", 1]]);
  expect([...counts.tier]).toEqual([["city", 1], ["county", 1]]);
  expect([...counts.month]).toEqual([["2026-01", 1], ["2026-02", 2]]);
});
it("counts a class in every month it touches", () => expect([...countBy(items, { state: "held" }).month]).toEqual([["2026-12", 1], ["2027-01", 1]]));
