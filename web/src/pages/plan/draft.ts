import type { Class, NewClass } from "@/api/types";
import { addDays } from "@/pictures/calendar";

/** What the class form holds: every field filled, so that inputs have something to bind to. */
export type ClassDraft = Omit<NewClass, "budget_yuan" | "venue" | "division" | "remark" | "roles" | "sectors" | "quotas"> & {
  venue: string;
  remark: string;
  budget_yuan: number | "";
  roles: string[];
  sectors: string[];
};

/** The grades a band of the demand picture stands for. */
const bandGrades: Record<string, [number, number]> = {
  bureau: [3, 4],
  division: [5, 6],
  section: [7, 7],
  vice_section: [8, 8],
  officer: [7, 8],
  clerk: [9, 12],
  grassroots: [7, 12],
};

export function emptyDraft(year: number, unit: string, tier: string, topic?: string, band?: string): ClassDraft {
  const [grade_from, grade_to] = bandGrades[band ?? ""] ?? [5, 10];
  const start = `${year}-09-07`;
  return {
    code: "",
    name: "",
    organiser_id: unit,
    tier: tier === "township" ? "county" : tier,
    kind: "special_topic",
    start_date: start,
    end_date: addDays(start, 4),
    seats_min: 20,
    seats_max: 50,
    hours: 38,
    audience_id: unit,
    grade_from,
    grade_to,
    roles: [],
    sectors: [],
    fee_category: "third",
    topics: [{ topic: topic ?? "", percent: 80, main: true }],
    venue: "",
    budget_yuan: "",
    recognised: true,
    remark: "",
  };
}

export function draftOf(one: Class): ClassDraft {
  const { code, name, organiser_id, tier, kind, start_date, end_date, seats_min, seats_max, hours, audience_id, grade_from, grade_to, roles, sectors, fee_category, recognised } = one;
  return {
    ...{ code, name, organiser_id, tier, kind, start_date, end_date, seats_min, seats_max, hours, audience_id, grade_from, grade_to, fee_category, recognised },
    roles: [...roles],
    sectors: [...sectors],
    topics: one.topics.map((topic) => ({ ...topic })),
    venue: one.venue ?? "",
    remark: one.remark ?? "",
    budget_yuan: one.budget_yuan ?? "",
  };
}

/** The draft as the wire wants it: what was left empty is absent. */
export function wire(draft: ClassDraft): NewClass {
  return { ...draft, venue: draft.venue || null, remark: draft.remark || null, budget_yuan: draft.budget_yuan === "" ? null : draft.budget_yuan, topics: draft.topics.filter((one) => one.topic) };
}

/** Only what differs from the class as it was read; an edit says "none" with an empty text or a zero, since absent means unchanged. */
export function edited(draft: ClassDraft, was: Class): Record<string, unknown> {
  const before = draftOf(was) as Record<string, unknown>;
  const changed = Object.entries(draft).filter(([field, value]) => JSON.stringify(value) !== JSON.stringify(before[field]));
  return Object.fromEntries(changed.map(([field, value]) => [field, field === "budget_yuan" && value === "" ? 0 : value]));
}
