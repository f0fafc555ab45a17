import { shallowRef } from "vue";
import { api, body } from "@/api/client";
import type { SeenAs } from "@/api/types";

/** As whom these pages are seen, where that is somebody else: kept for the one tab, and only for whoever began it. */
interface Seeing {
  viewer: string;
  seen: SeenAs;
}

const KEPT = "seeing";

export const seeing = shallowRef<Seeing | undefined>(kept());

function kept(): Seeing | undefined {
  const text = sessionStorage.getItem(KEPT);
  return text ? (JSON.parse(text) as Seeing) : undefined;
}

// Said with every request; the server refuses those that would change something.
api.use({
  onRequest({ request }) {
    if (seeing.value) request.headers.set("X-See-As", seeing.value.seen.account_id);
  },
});

/** Sees as an account from the next page on. */
export async function seeAs(viewer: string, account: string): Promise<void> {
  const seen = await body(api.POST("/api/v1/accounts/{id}/see-as", { params: { path: { id: account } } }));
  sessionStorage.setItem(KEPT, JSON.stringify({ viewer, seen } satisfies Seeing));
}

export function seeAsOneself(): void {
  sessionStorage.removeItem(KEPT);
  seeing.value = undefined;
}
