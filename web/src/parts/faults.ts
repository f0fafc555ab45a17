import { ApiProblem } from "@/api/client";

/** The fields a refusal is about: the first one and all behind it. */
export function faultyFields(problem: unknown): Set<string> {
  if (!(problem instanceof ApiProblem)) return new Set();
  const all = [problem.problem, ...(problem.problem.more ?? [])];
  return new Set(all.flatMap((one) => (one.field ? [one.field] : [])));
}
