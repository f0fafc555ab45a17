import { describe, expect, it } from "vitest";
import { agreeing } from "./english";

describe("what is said of one", () => {
  it.each([
    ["1 classes moved, 1 refused.", "1 class moved, 1 refused."],
    ["1 people are short", "1 person is short"],
    ["1 open gaps, 0 seats.", "1 open gap, 0 seats."],
    ["21 classes, 1,001 people, 0.1 hours", "21 classes, 1,001 people, 0.1 hours"],
    ["Submit 1 classes", "Submit 1 class"],
    ["1 surveys open, 2 closed", "1 survey open, 2 closed"],
    ["2 classes", "2 classes"],
  ])("%s", (given, said) => expect(agreeing(given)).toBe(said));
});
