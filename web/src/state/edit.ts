import { ref, shallowRef } from "vue";
import { isConflict } from "./load";

/**
 * An edit that loses no work: on a conflict the newest object is fetched and both
 * values are shown, then the person takes theirs or sends again on top of it.
 */
export function useEdit<T extends { version: number }>(read: () => Promise<T>, send: (changes: Record<string, unknown>, version: number) => Promise<T>) {
  const busy = ref(false);
  const problem = shallowRef<unknown>();
  const conflict = shallowRef<{ changes: Record<string, unknown>; current: T }>();

  async function save(changes: Record<string, unknown>, version: number): Promise<T | undefined> {
    busy.value = true;
    problem.value = undefined;
    try {
      const saved = await send(changes, version);
      conflict.value = undefined;
      return saved;
    } catch (cause) {
      if (isConflict(cause)) conflict.value = { changes, current: await read() };
      else problem.value = cause;
      return undefined;
    } finally {
      busy.value = false;
    }
  }
  const overwrite = () => (conflict.value ? save(conflict.value.changes, conflict.value.current.version) : Promise.resolve(undefined));
  return { busy, problem, conflict, save, overwrite };
}
