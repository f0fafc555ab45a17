import { expect, test } from "vitest";
import type { Needs } from "@/api/types";
import { byField, mean, mustTeach, shade, together, unseated, type NeedRow } from "./needs";

const row = (topic: string, field: string, people: number, seats_ahead = 0, closed = 0): NeedRow => ({
  topic,
  field,
  name: topic,
  name_en: topic,
  all: { people, severity_sum: people * 40, closed },
  cells: [],
  seats_ahead,
  seats_held: 0,
});
const rows = [row("T0101", "F01", 5, 9), row("T0102", "F01", 30, 10, 2), row("T0201", "F02", 0, 3, 7), row("T0301", "F03", 30, 40)];

test("the year must teach what most people lack, and nothing nobody lacks", () => {
  expect(mustTeach(rows, 3).map((one) => one.topic)).toEqual(["T0102", "T0301", "T0101"]);
  expect(mustTeach(rows, 9)).toHaveLength(3);
});

test("people beyond the seats, means and sums", () => {
  expect(rows.map(unseated)).toEqual([0, 20, 0, 0]);
  expect(mean(rows[1]!.all)).toBe(40);
  expect(mean(rows[2]!.all)).toBe(0);
  expect(together(rows)).toEqual({ people: 65, closed: 9, seats_ahead: 62 });
});

test("a shade grows with the people and is none where nobody is", () => {
  expect([0, 1, 10, 40, 100].map((people) => shade(people, 100))).toEqual([0, 1, 2, 3, 4]);
  expect(shade(0, 0)).toBe(0);
});

test("topics stand under their fields", () => {
  const fields = ["F01", "F02", "F03", "F04"].map((code) => ({ code, name: code, name_en: code }));
  const groups = byField({ fields } as Needs, rows);
  expect(groups.map((group) => [group.code, group.rows.length])).toEqual([
    ["F01", 2],
    ["F02", 1],
    ["F03", 1],
  ]);
});
