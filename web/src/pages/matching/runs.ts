import type { Run } from "@/api/types";

export const atWork = new Set(["queued", "building", "solving"]);
export const finished = (run: Pick<Run, "state">) => run.state === "done" || run.state === "stopped";
export const runMood = (run: Pick<Run, "state" | "accepted_at">) => (run.accepted_at ? "malachite" : run.state === "failed" ? "cinnabar" : atWork.has(run.state) ? "azure" : "");
/** A share such as 0.0123 with enough digits to see it shrink. */
export const gapDigits = (gap: number | null | undefined) => (gap != null && gap < 0.01 ? 3 : 1);
