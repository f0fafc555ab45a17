import { computed, shallowRef } from "vue";
import { api, body } from "@/api/client";
import type { Division, Field, Unit, Version } from "@/api/types";
import { can, me } from "./me";

/** What hardly changes while a page is open: the unit tree, divisions, topics. Loaded once, shared by all pages. */
const units = shallowRef<Unit[]>([]);
const divisions = shallowRef<Division[]>([]);
const fields = shallowRef<Field[]>([]);
const version = shallowRef<Version>();
const year = computed(() => version.value?.year ?? new Date().getFullYear());
const today = computed(() => version.value?.today ?? new Date().toISOString().slice(0, 10));

const byId = computed(() => new Map(units.value.map((unit) => [unit.id, unit])));
/** The topmost unit that may be seen. */
const top = computed(() => units.value.find((unit) => !unit.parent_id || !byId.value.has(unit.parent_id)));
/** Where one begins to look: the unit of one's first role, else the topmost that may be seen. */
const root = computed(() => {
  const own = me.value?.roles.find((role) => role.rights.includes("see_units"));
  return (own && byId.value.get(own.unit_id)) ?? top.value;
});
const children = computed(() => {
  const lists = new Map<string, Unit[]>();
  for (const unit of units.value) {
    if (!unit.parent_id) continue;
    const list = lists.get(unit.parent_id);
    if (list) list.push(unit);
    else lists.set(unit.parent_id, [unit]);
  }
  for (const list of lists.values()) list.sort((a, b) => (a.path < b.path ? -1 : 1));
  return lists;
});
const topics = computed(() => {
  const all = new Map<string, { code: string; name: string; name_en: string; field: Field }>();
  for (const field of fields.value) for (const topic of field.topics) all.set(topic.code, { ...topic, field });
  return all;
});
const divisionNames = computed(() => new Map(divisions.value.map((division) => [division.code, division.name])));

let loading: Promise<void> | undefined;

async function fetchAll() {
  const [u, d, f, v] = await Promise.all([
    can("see_units") ? body(api.GET("/api/v1/units")) : { items: [] },
    body(api.GET("/api/v1/divisions")),
    body(api.GET("/api/v1/topics")),
    body(api.GET("/api/v1/version")),
  ]);
  units.value = u.items;
  divisions.value = d.items;
  fields.value = f.fields;
  version.value = v;
}

export const scope = {
  units,
  divisions,
  fields,
  version,
  year,
  today,
  byId,
  root,
  top,
  children,
  topics,
  divisionNames,
  load: () => (loading ??= fetchAll().catch((cause) => {
    loading = undefined;
    throw cause;
  })),
  reload: () => (loading = fetchAll()),
};

/** The units from the root down to this one. */
export function lineage(id: string | undefined): Unit[] {
  const line: Unit[] = [];
  for (let unit = id ? byId.value.get(id) : undefined; unit; unit = unit.parent_id ? byId.value.get(unit.parent_id) : undefined) line.unshift(unit);
  return line;
}
