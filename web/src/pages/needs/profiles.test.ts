import { expect, test } from "vitest";
import { copyOf, emptyDraft, strictest } from "./profiles";

test("an edited copy leaves the draft alone, and the strictest topic stands first", () => {
  const draft = { ...emptyDraft(), levels: [{ topic: "T0202", level: 70 }, { topic: "T0301", level: 90 }, { topic: "T0101", level: 90 }] };
  const copy = copyOf(draft);
  copy.levels[0]!.level = 5;
  copy.roles.push("head");
  expect([draft.levels[0]!.level, draft.roles]).toEqual([70, []]);
  expect(strictest(draft).map((one) => one.topic)).toEqual(["T0101", "T0301", "T0202"]);
});
