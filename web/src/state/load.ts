import { onScopeDispose, ref, shallowRef, watch, type WatchSource } from "vue";
import { ApiProblem, isAbort } from "@/api/client";

/**
 * Loads when a source changes and keeps the last good answer while the next is on
 * its way; an answer that was overtaken is dropped.
 */
export function useLoad<T, S>(source: WatchSource<S>, load: (key: S, signal: AbortSignal) => Promise<T>) {
  const data = shallowRef<T>();
  const problem = shallowRef<unknown>();
  const busy = ref(true);
  let current: AbortController | undefined;

  async function run(key: S) {
    current?.abort();
    const mine = (current = new AbortController());
    busy.value = true;
    try {
      const got = await load(key, mine.signal);
      if (mine !== current) return;
      data.value = got;
      problem.value = undefined;
    } catch (cause) {
      if (mine !== current || isAbort(cause)) return;
      problem.value = cause;
    }
    if (mine === current) busy.value = false;
  }

  let last: S | undefined;
  watch(source, (key) => same(key, last) || void run((last = key)), { immediate: true });
  onScopeDispose(() => current?.abort());
  return { data, problem, busy, reload: () => run(last as S) };
}

/** A source of several parts is made anew with each of them; only parts that differ are a reason to load. */
function same(key: unknown, last: unknown): boolean {
  return Array.isArray(key) && Array.isArray(last) && key.length === last.length && key.every((part, at) => Object.is(part, last[at]));
}

/** Runs an action of the person, keeping what went wrong for the error summary. */
export function useAction() {
  const busy = ref(false);
  const problem = shallowRef<unknown>();
  async function act<T>(work: () => Promise<T>): Promise<T | undefined> {
    if (busy.value) return undefined;
    busy.value = true;
    problem.value = undefined;
    try {
      return await work();
    } catch (cause) {
      problem.value = cause;
      return undefined;
    } finally {
      busy.value = false;
    }
  }
  return { busy, problem, act };
}

export const isConflict = (cause: unknown): cause is ApiProblem => cause instanceof ApiProblem && cause.status === 412;
