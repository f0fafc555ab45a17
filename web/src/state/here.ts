import { computed } from "vue";
import { api, body } from "@/api/client";
import { useLoad } from "./load";
import { can } from "./me";
import { lineage, scope } from "./scope";
import { useUrl } from "./url";

/** Where the person is looking: the unit and the year, both kept in the address bar. */
export function useHere() {
  const { get, set } = useUrl();
  const unitId = computed(() => get("unit") ?? scope.root.value?.id);
  const unit = computed(() => (unitId.value ? scope.byId.value.get(unitId.value) : undefined));
  const line = computed(() => lineage(unitId.value));
  const isRoot = computed(() => unitId.value === scope.root.value?.id);
  const year = computed(() => (/^\d{4}$/.test(get("year") ?? "") ? Number(get("year")) : scope.year.value));

  const chooseUnit = (id: string) => set({ unit: id === scope.root.value?.id ? undefined : id });
  const chooseYear = (value: number) => set({ year: value === scope.year.value ? undefined : value });
  return { unitId, unit, line, isRoot, year, chooseUnit, chooseYear };
}

/** The part of the address that goes along from page to page. */
export function useCarried() {
  const { get } = useUrl();
  return computed(() => {
    const query: Record<string, string> = {};
    for (const name of ["unit", "year"]) {
      const value = get(name);
      if (value) query[name] = value;
    }
    return query;
  });
}

/** The plan of the chosen year: the chosen unit's own, else the nearest one above it. */
export function usePlan() {
  const here = useHere();
  const plans = useLoad(
    () => here.year.value,
    async () => (can("see_plans") ? body(api.GET("/api/v1/plans")) : { items: [] }),
  );
  const plan = computed(() => {
    const ofYear = (plans.data.value?.items ?? []).filter((candidate) => candidate.year === here.year.value);
    for (const unit of [...here.line.value].reverse()) {
      const own = ofYear.find((candidate) => candidate.unit_id === unit.id);
      if (own) return own;
    }
    return ofYear[0];
  });
  const years = computed(() => [...new Set([scope.year.value, here.year.value, ...(plans.data.value?.items ?? []).map((one) => one.year)])].sort());
  return { ...here, plans, plan, years };
}
