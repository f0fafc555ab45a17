import { computed, shallowRef } from "vue";
import { ApiProblem, api, body, onProblem } from "@/api/client";
import type { Door, Me, Right } from "@/api/types";
import { seeAsOneself, seeing } from "./seeing";

/** Who is signed in, and what they still owe; nothing while nobody is known to be. */
export const me = shallowRef<Me>();

/** Whose pages are shown: those of whoever is signed in, or of somebody as whom they see. */
const shown = computed(() => seeing.value?.seen ?? me.value);
const rights = computed(() => new Set((shown.value?.roles ?? []).flatMap((role) => role.rights)));

/** The person of the roster whose pages are shown. */
export const ownPerson = computed(() => shown.value?.person_id ?? undefined);

/** Whether it may be done anywhere; what may be done where is decided by the server. */
export const can = (right: Right) => rights.value.has(right);

/** Asks who is signed in; nobody when the server says so. */
export async function findMe(): Promise<Me | undefined> {
  try {
    me.value = await body(api.GET("/api/v1/me"));
    if (seeing.value && seeing.value.viewer !== me.value.account.id) seeAsOneself();
    return me.value;
  } catch (cause) {
    if (cause instanceof ApiProblem && cause.status === 401) return (me.value = undefined);
    throw cause;
  }
}

/** What is asked of whoever comes in. */
export const findDoor = (): Promise<Door> => body(api.GET("/api/v1/sign-in"));

/** An address inside these pages, or the first page: a link to the door cannot lead elsewhere from there. */
export function inside(to: string | undefined): string {
  if (!to) return "/";
  try {
    const address = new URL(to, location.origin);
    return address.origin === location.origin && to.startsWith("/") ? address.pathname + address.search + address.hash : "/";
  } catch {
    return "/";
  }
}

/** Opens a page anew, so that nothing is left of what somebody else was shown. */
export const openAnew = (address: string) => location.assign(address);

export async function signOut() {
  try {
    await body(api.POST("/api/v1/sign-out"));
  } finally {
    // Also without an answer: what was shown does not stay on the screen.
    openAnew("/sign-in");
  }
}

/** When the session has ended, or still owes a step, the person is led to the door, and from there back. */
export function leadToDoor(go: () => void) {
  onProblem((problem) => {
    if (problem.code === "unauthenticated" || problem.code === "step_due") go();
  });
}
