import { effectScope, nextTick, ref } from "vue";
import { describe, expect, it, vi } from "vitest";
import { useLoad } from "./load";

describe("useLoad", () => {
  it("loads again when a part of its source differs, not when the source is only made anew", async () => {
    const scope = effectScope();
    const version = ref({ id: "a", version: 1 });
    const load = vi.fn((key: readonly [string, number], _signal: AbortSignal) => Promise.resolve(key.join(" ")));
    const { data, reload } = scope.run(() => useLoad(() => [version.value.id, version.value.version] as const, load))!;
    await vi.waitFor(() => expect(data.value).toBe("a 1"));
    version.value = { id: "a", version: 1 };
    await nextTick();
    expect(load).toHaveBeenCalledTimes(1);
    version.value = { id: "a", version: 2 };
    await vi.waitFor(() => expect(data.value).toBe("a 2"));
    await reload();
    expect(load.mock.calls.map(([key]) => key[1])).toEqual([1, 2, 2]);
    scope.stop();
  });
});
