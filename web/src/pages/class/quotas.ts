import type { Class } from "@/api/types";
import { scope } from "@/state/scope";

type Quota = Class["quotas"][number];
/** A row of the form: an empty upper bound is none. */
export type QuotaDraft = { unit_id: string; seats_min: number; seats_max: number | "" };

export const emptyQuota = (unit_id: string): QuotaDraft => ({ unit_id, seats_min: 0, seats_max: "" });
export const draftOf = (quota: Quota): QuotaDraft => ({ unit_id: quota.unit_id, seats_min: quota.seats_min, seats_max: quota.seats_max ?? "" });
export const wireOf = (row: QuotaDraft): Quota => ({ unit_id: row.unit_id, unit_name: scope.byId.value.get(row.unit_id)?.name ?? "", seats_min: row.seats_min, seats_max: row.seats_max === "" ? null : row.seats_max });
export const wordsOf = (quota: Quota) => `${quota.unit_name} ${quota.seats_min}–${quota.seats_max ?? "∞"}`;

export function same(rows: QuotaDraft[], quotas: Quota[]): boolean {
  return rows.length === quotas.length && rows.every((row, at) => JSON.stringify(row) === JSON.stringify(draftOf(quotas[at]!)));
}
