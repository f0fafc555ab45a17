import { onScopeDispose, ref, shallowRef, triggerRef, watch, type WatchSource } from "vue";
import { isAbort } from "@/api/client";

type Window<T> = { total: number; items: T[] };

/** Rows per request; a screenful and what lies around it. */
const size = 100;
/** How long a scroll must rest before a far window is asked for. */
const restMs = 60;
/** Windows kept in memory. */
const kept = 60;

/**
 * A long list that lives on the server: rows are fetched in windows as they come
 * into view, so that any place of 250,000 rows is one request away.
 */
export function useServerWindow<T, S>(source: WatchSource<S>, fetch: (key: S, offset: number, limit: number, signal: AbortSignal) => Promise<Window<T>>) {
  const total = ref(0);
  const windows = shallowRef(new Map<number, T[]>());
  const problem = shallowRef<unknown>();
  const ready = ref(false);
  let key: S;
  let asked = new Map<number, AbortController>();
  let rest: ReturnType<typeof setTimeout> | undefined;

  async function ask(page: number) {
    if (windows.value.has(page) || asked.has(page)) return;
    const mine = new AbortController();
    const generation = asked;
    generation.set(page, mine);
    try {
      const got = await fetch(key, page * size, size, mine.signal);
      if (generation !== asked) return;
      total.value = got.total;
      windows.value.set(page, got.items);
      for (const old of windows.value.keys()) if (windows.value.size > kept && old !== page) windows.value.delete(old);
      triggerRef(windows);
      problem.value = undefined;
      ready.value = true;
    } catch (cause) {
      if (generation === asked && !isAbort(cause)) problem.value = cause;
    } finally {
      generation.delete(page);
    }
  }

  /** Says which rows are in view. */
  function show(from: number, to: number) {
    if (rest) clearTimeout(rest);
    rest = setTimeout(() => {
      const pages = new Set([Math.floor(from / size), Math.floor(to / size)]);
      for (const [page, request] of asked) if (!pages.has(page)) request.abort();
      for (const page of pages) void ask(page);
    }, restMs);
  }

  function start(next: S) {
    key = next;
    for (const request of asked.values()) request.abort();
    asked = new Map();
    windows.value = new Map();
    ready.value = false;
    void ask(0);
  }

  const at = (index: number): T | undefined => windows.value.get(Math.floor(index / size))?.[index % size];

  watch(source, start, { immediate: true });
  onScopeDispose(() => {
    if (rest) clearTimeout(rest);
    for (const request of asked.values()) request.abort();
  });
  return { total, at, show, ready, problem, reload: () => start(key) };
}
