import { describe, expect, it } from "vitest";
import type { PersonRow } from "@/api/types";
import { allRows, cell } from "./export";

describe("a cell", () => {
  it.each([
    ["张三", "张三"],
    ["=1+1", "'=1+1"],
    ["@cmd", "'@cmd"],
    ["a,b", '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    [null, ""],
    [-5, "'-5"],
  ])("%s is written %s", (value, text) => expect(cell(value)).toBe(text));
});

it("reads every window once, in order, and says how far it is", async () => {
  const shares: number[] = [];
  const rows = await allRows((offset, limit) => Promise.resolve({ total: 1_203, items: Array.from({ length: Math.min(limit, 1_203 - offset) }, (_, i) => ({ id: String(offset + i) }) as PersonRow) }), (share) => shares.push(share));
  expect(rows.map((row) => Number(row.id))).toEqual(Array.from({ length: 1_203 }, (_, i) => i));
  expect(shares.at(-1)).toBe(1);
});
