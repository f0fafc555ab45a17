import { describe, expect, it } from "vitest";
import type { Class } from "@/api/types";
import { draftOf, edited, emptyDraft, wire } from "./draft";

const base = { ...emptyDraft(2026, "u1", "province", "T0301", "division"), code: "1", name: "n", venue: "here", remark: null, budget_yuan: 30_000 } as unknown as Class;

describe("the draft of a class", () => {
  it("starts from what the demand picture asked for", () => {
    const draft = emptyDraft(2026, "u1", "township", "T0301", "division");
    expect([draft.topics[0]!.topic, draft.grade_from, draft.grade_to, draft.tier]).toEqual(["T0301", 5, 6, "county"]);
  });
  it("leaves out what was left empty", () => expect(wire(emptyDraft(2026, "u", "city"))).toMatchObject({ venue: null, budget_yuan: null, topics: [] }));
  it("sends only what changed", () => {
    expect(edited({ ...draftOf(base), seats_max: 60 }, base)).toEqual({ seats_max: 60 });
    expect(edited(draftOf(base), base)).toEqual({});
  });
  it("says none with an empty text and a zero", () => expect(edited({ ...draftOf(base), venue: "", budget_yuan: "" }, base)).toEqual({ venue: "", budget_yuan: 0 }));
});
