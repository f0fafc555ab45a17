import { expect, test } from "vitest";
import type { ShareHolder, Shares } from "@/api/types";
import { drafted, handedOn, mayHold, over, proposed, sent, together } from "./shares";

const aim = (classes: number, person_times: number) => ({ classes, person_times });
const unit = (unit_id: string, tier: string, held: Record<string, ReturnType<typeof aim>>): ShareHolder => ({
  unit_id,
  unit_name: unit_id,
  tier,
  holds: true,
  receivers: 0,
  lines: ["province", "city", "county"].map((tier) => ({ tier, held: held[tier] ?? aim(0, 0), handed: aim(0, 0), planned: aim(0, 0), approved: aim(0, 0), standing: "own", off: null })),
});
const shares = { receivers: [unit("a", "city", { city: aim(3, 90), county: aim(10, 400) }), unit("b", "city", { county: aim(5, 200) })] } as unknown as Shares;

test("a unit hands on the tiers below its own", () => {
  expect(handedOn(unit("p", "province", {}))).toEqual(["city", "county"]);
  expect(handedOn(unit("c", "city", {}))).toEqual(["county"]);
  expect(handedOn(unit("x", "county", {}))).toEqual([]);
  expect(mayHold(unit("x", "county", {}), "city")).toBe(false);
  expect(mayHold(unit("t", "township", {}), "county")).toBe(false);
});

test("a draft adds up, says what is missing, and sends what is not nothing", () => {
  const draft = drafted(shares);
  expect(together(draft, "county")).toEqual(aim(15, 600));
  expect(over(together(draft, "city"), aim(4, 90))).toEqual(aim(-1, 0));
  expect(sent(draft).shares).toEqual([
    { unit_id: "a", targets: [{ tier: "city", ...aim(3, 90) }, { tier: "county", ...aim(10, 400) }] },
    { unit_id: "b", targets: [{ tier: "county", ...aim(5, 200) }] },
  ]);
});

test("a field left empty counts as nothing", () => {
  const draft = drafted(shares);
  draft.a!.city = { classes: "" as unknown as number, person_times: 90 };
  expect(together(draft, "city")).toEqual(aim(0, 90));
  expect(sent(draft).shares[0]!.targets[0]).toEqual({ tier: "city", ...aim(0, 90) });
});

test("a proposal speaks of its tiers only", () => {
  const laid = proposed(drafted(shares), { shares: [{ unit_id: "b", targets: [{ tier: "city", ...aim(1, 30) }] }] });
  expect(laid.b).toMatchObject({ city: aim(1, 30), county: aim(5, 200) });
  expect(laid.a!.city).toEqual(aim(3, 90));
});
