import { expect, it } from "vitest";
import type { SurveyTopic } from "@/api/types";
import { byField, copyOf, emptyDraft, pieces, share } from "./surveys";

it("begins today and asks for three weeks", () => {
  const draft = emptyDraft("2026-02-20");
  expect([draft.opens_on, draft.closes_on]).toEqual(["2026-02-20", "2026-03-12"]);
  const copy = copyOf(draft);
  copy.topics.push("T0101");
  expect(draft.topics).toEqual([]);
});

it("lays the three needs end to end to the length of the combined one", () => {
  const topic = { organisation_tenths: 900, post_tenths: 300, personal_tenths: 500 } as SurveyTopic;
  const of = pieces(topic, { organisation: 40, post: 30, personal: 30 });
  expect(of.map((piece) => piece.width)).toEqual([36, 9, 15]);
  expect(pieces(topic, { organisation: 0, post: 0, personal: 0 }).map((piece) => piece.width)).toEqual([0, 0, 0]);
});

it("groups topics by field in the order they are asked about", () => {
  const groups = byField([{ field: "F03", n: 1 }, { field: "F01", n: 2 }, { field: "F03", n: 3 }]);
  expect(groups.map((group) => [group.field, group.topics.length])).toEqual([["F03", 2], ["F01", 1]]);
  expect([share(0, 0), share(8, 2)]).toEqual([0, 25]);
});
