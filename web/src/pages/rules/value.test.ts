import { describe, expect, it } from "vitest";
import { figuresOf, valueOf, valueWords } from "./value";

describe("a rule's value", () => {
  it.each([[550], ["rolling"], [{ hours: 550, months: 3 }], [{ window: "fixed" }]])("%j survives being taken apart", (value) => expect(valueOf(figuresOf(value))).toEqual(value));
  it("reads as its figures", () => expect(valueWords({ hours: 550, months: 3 })).toBe("hours 550 · months 3"));
});
