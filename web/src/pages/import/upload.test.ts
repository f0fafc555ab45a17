import { describe, expect, it } from "vitest";
import { kindOf, together } from "./upload";

describe("what a file is, from its name", () => {
  it.each([
    ["2026公务员名册.xlsx", "roster"],
    ["太原市单位表.csv", "units"],
    ["2026年度培训计划.xls", "plan"],
    ["2025培训记录.xlsx", "history"],
    ["短板台账.csv", "gaps"],
    ["张三.lrmx", "people"],
    ["李四.LRM", "people"],
    ["任免审批表.zip", "people"],
    ["history.csv", "history"],
    ["新建工作表.xlsx", undefined],
  ])("%s is %s", (name, kind) => expect(kindOf(name)).toBe(kind));
});

describe("which files are one import", () => {
  const names = (files: string[]) => together(files.map((name) => new File([], name))).map((group) => group.map((file) => file.name));
  it("takes all forms together and every table alone", () => {
    expect(names(["a.lrmx", "b.xlsx", "c.lrm"])).toEqual([["a.lrmx", "c.lrm"], ["b.xlsx"]]);
    expect(names(["b.xlsx", "c.csv"])).toEqual([["b.xlsx"], ["c.csv"]]);
  });
});
