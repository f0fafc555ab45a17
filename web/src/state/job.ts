import { computed, onScopeDispose, ref, watch, type Ref } from "vue";
import { api, body } from "@/api/client";
import type { Job } from "@/api/types";
import { jobs } from "./live";

const askMs = 1_000;
const ended = new Set(["done", "failed", "cancelled"]);

/** A job one has started: news of it as they come, and asked for all the same, so that a lost message cannot leave one waiting. */
export function useJob(id: Ref<string | undefined>, onEnd: (job: Job) => void) {
  const asked = ref<Job>();
  const job = computed(() => {
    const told = jobs.value.find((one) => one.id === id.value);
    const known = asked.value?.id === id.value ? asked.value : undefined;
    return known && ended.has(known.state) ? known : (told ?? known);
  });
  async function ask() {
    if (!id.value || (asked.value?.id === id.value && ended.has(asked.value.state))) return;
    const got = await body(api.GET("/api/v1/jobs/{id}", { params: { path: { id: id.value } } })).catch(() => undefined);
    if (!got || got.id !== id.value) return;
    asked.value = got;
    if (ended.has(got.state)) onEnd(got);
  }
  const tick = setInterval(() => void ask(), askMs);
  watch(id, () => void ask());
  onScopeDispose(() => clearInterval(tick));
  return job;
}
