import { onMounted, onUnmounted } from "vue";
import { useRouter } from "vue-router";
import { useCarried } from "@/state/here";
import { sections } from "./sections";

/** The pages that `g` and a letter lead to. */
export const places: Record<string, string> = { o: "/", p: "/people", n: "/plan", m: "/matching", i: "/imports", r: "/rules" };

const chordMs = 1_200;

function typing(event: KeyboardEvent): boolean {
  if (event.isComposing || event.keyCode === 229) return true;
  const target = event.target;
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

/** Keys that work on every page; single letters sleep while somebody types or composes. */
export function useShellKeys(open: { palette: () => void; help: () => void }) {
  const router = useRouter();
  const carried = useCarried();
  let chordSince = -Infinity;

  function onKey(event: KeyboardEvent) {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      open.palette();
      return;
    }
    // What a picture or a grid has taken for itself is not the shell's.
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event)) return;
    if (event.key === "?") open.help();
    else if (event.key === "/") focusFilter(event);
    else if (event.key === "g") chordSince = event.timeStamp;
    else if (sections.value.some((one) => one.path === places[event.key]) && event.timeStamp - chordSince < chordMs) {
      chordSince = -Infinity;
      void router.push({ path: places[event.key]!, query: carried.value });
    }
  }

  onMounted(() => window.addEventListener("keydown", onKey));
  onUnmounted(() => window.removeEventListener("keydown", onKey));
}

function focusFilter(event: KeyboardEvent) {
  const box = document.querySelector<HTMLInputElement>("[data-filter]");
  if (!box) return;
  event.preventDefault();
  box.focus();
}
