import { describe, expect, it } from "vitest";
import { kindOf } from "./upload";

describe("what a file is, from its name", () => {
  it.each([
    ["2026公务员名册.xlsx", "roster"],
    ["太原市单位表.csv", "units"],
    ["2026年度培训计划.xls", "plan"],
    ["2025培训记录.xlsx", "history"],
    ["短板台账.csv", "gaps"],
    ["张三.lrmx", "people"],
    ["history.csv", "history"],
    ["新建工作表.xlsx", undefined],
  ])("%s is %s", (name, kind) => expect(kindOf(name)).toBe(kind));
});
