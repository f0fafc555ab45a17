import { onScopeDispose, ref } from "vue";
import { api, body } from "@/api/client";
import type { Job } from "@/api/types";

export type LiveKind = "job" | "import" | "run" | "class" | "person" | "rule" | "needs" | "survey";
type Listener = (data: { id?: string } & Record<string, unknown>) => void;

const kinds: LiveKind[] = ["job", "import", "run", "class", "person", "rule", "needs", "survey"];
const listeners = new Map<LiveKind, Set<Listener>>(kinds.map((kind) => [kind, new Set()]));

/** Jobs this browser has seen move, newest first. */
export const jobs = ref<Job[]>([]);
/** How news arrives: over the stream, or asked for every few seconds when a network breaks streams. */
export const channel = ref<"stream" | "polling" | "none">("none");

const pollEvery = 3_000;
const restMs = 800;
let source: EventSource | undefined;
let poll: ReturnType<typeof setInterval> | undefined;
let failures = 0;

function tell(kind: LiveKind, data: Parameters<Listener>[0]) {
  if (kind === "job" && data.id) remember(data as unknown as Job);
  for (const listener of listeners.get(kind) ?? []) listener(data);
}

function remember(job: Job) {
  const rest = jobs.value.filter((other) => other.id !== job.id);
  const old = jobs.value.find((other) => other.id === job.id);
  jobs.value = [{ ...old, ...job }, ...rest].slice(0, 30);
}

async function ask() {
  const list = await body(api.GET("/api/v1/jobs")).catch(() => undefined);
  if (!list) return;
  jobs.value = list.items;
  for (const kind of kinds) if (kind !== "job") tell(kind, {});
}

function listen() {
  source = new EventSource("/api/v1/events");
  source.onopen = () => {
    failures = 0;
    channel.value = "stream";
    if (poll) clearInterval(poll);
    poll = undefined;
  };
  source.onerror = () => {
    failures += 1;
    // A stream that was refused does not come back by itself; asking finds out whether the session has ended.
    const refused = source?.readyState === EventSource.CLOSED;
    if (refused) void ask();
    if (!refused && failures < 3) return;
    channel.value = "polling";
    poll ??= setInterval(ask, pollEvery);
  };
  // A listener too slow for the stream is told so, and reads anew what it shows.
  source.addEventListener("lost", () => void ask());
  for (const kind of kinds) source.addEventListener(kind, (event) => tell(kind, JSON.parse((event as MessageEvent<string>).data)));
}

export function startLive() {
  if (source) return;
  listen();
  void body(api.GET("/api/v1/jobs"))
    .then((list) => (jobs.value = list.items))
    .catch(() => undefined);
}

/** Hears of changes of a kind as long as the component lives; without an `id` in the news, anything may have changed. */
export function useLive(kind: LiveKind, listener: Listener) {
  listeners.get(kind)!.add(listener);
  onScopeDispose(() => listeners.get(kind)!.delete(listener));
}

/** News of which many may come one after another: told once, when they pause. */
export function useLiveAtRest(kind: LiveKind, listener: () => void) {
  let rest: ReturnType<typeof setTimeout> | undefined;
  useLive(kind, () => {
    clearTimeout(rest);
    rest = setTimeout(listener, restMs);
  });
  onScopeDispose(() => clearTimeout(rest));
}
