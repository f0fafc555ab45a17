import { shallowRef } from "vue";
import { api, body } from "@/api/client";
import type { Overview } from "@/api/types";
import { can } from "./me";
import { scope } from "./scope";
import { useLive } from "./live";

/** How the whole installation stands: the few figures that the navigation shows beside its entries. */
export const standing = shallowRef<Overview>();

const restMs = 1_500;

/** Keeps the figures fresh while the shell stands; a burst of news is answered once. */
export function useStanding() {
  let rest: ReturnType<typeof setTimeout> | undefined;
  async function read() {
    const unit = scope.root.value?.id;
    standing.value = await body(api.GET("/api/v1/overview", { params: { query: unit ? { unit } : {} } })).catch(() => standing.value);
  }
  function later() {
    if (!can("see_figures")) return;
    if (rest) clearTimeout(rest);
    rest = setTimeout(() => void read(), restMs);
  }
  for (const kind of ["import", "run", "class", "person"] as const) useLive(kind, later);
  return read;
}
