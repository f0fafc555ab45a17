import { computed, ref, watch, type Ref } from "vue";
import { api, body } from "@/api/client";
import type { ClassQuery, ClassRow } from "@/api/types";
import { useLoad } from "@/state/load";

/** The steps a bulk can take from each state. */
export const after: Record<string, string[]> = { draft: ["submitted"], submitted: ["approved", "draft"], approved: ["published"] };

/** Which classes a bulk step is for: rows that were ticked, or every class that matches the filters. */
export function useChosen(planId: () => string, query: Ref<ClassQuery>, rows: Ref<ClassRow[]>, changes: () => number) {
  const ticked = ref(new Set<string>());
  const everything = ref(false);
  watch(query, () => clear());

  function clear() {
    ticked.value = new Set();
    everything.value = false;
  }
  function toggle(id: string) {
    const changed = new Set(ticked.value);
    if (!changed.delete(id)) changed.add(id);
    ticked.value = changed;
    everything.value = false;
  }
  const allTicked = computed(() => rows.value.length > 0 && rows.value.every((row) => ticked.value.has(row.id)));
  function toggleAll() {
    ticked.value = allTicked.value ? new Set() : new Set(rows.value.map((row) => row.id));
    everything.value = false;
  }

  /** How many of all that match stand in each state a step leads from; asked only when all of them are meant. */
  const counts = useLoad(
    () => [everything.value, planId(), JSON.stringify(query.value), changes()] as const,
    async ([wanted], signal) => {
      if (!wanted) return undefined;
      const states = Object.keys(after).filter((state) => !query.value.state || query.value.state === state);
      const total = async (state: string) => (await body(api.GET("/api/v1/plans/{id}/classes", { params: { path: { id: planId() }, query: { ...query.value, state, limit: 1 } }, signal }))).total;
      return Promise.all(states.map(async (state) => [state, await total(state)] as const));
    },
  );

  /** Each step with the classes that can take it: their number, and their ids when they were ticked. */
  const steps = computed(() => {
    const wanted = new Map<string, { from: string; n: number; ids: string[] }>();
    const add = (from: string, n: number, ids: string[]) => {
      for (const to of after[from] ?? []) {
        const known = wanted.get(to);
        wanted.set(to, { from, n: (known?.n ?? 0) + n, ids: [...(known?.ids ?? []), ...ids] });
      }
    };
    if (everything.value) for (const [state, n] of counts.data.value ?? []) n && add(state, n, []);
    else for (const row of rows.value) if (ticked.value.has(row.id)) add(row.state, 1, [row.id]);
    return [...wanted].map(([to, one]) => ({ to, ...one }));
  });
  return { ticked, everything, allTicked, steps, toggle, toggleAll, clear };
}
