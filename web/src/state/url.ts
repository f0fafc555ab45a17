import { computed } from "vue";
import { useRoute, useRouter, type LocationQueryValue } from "vue-router";

const first = (value: LocationQueryValue | LocationQueryValue[] | undefined) =>
  (Array.isArray(value) ? value[0] : value) ?? undefined;

/** The address bar as the page's state: a pasted link shows the same page. */
export function useUrl() {
  const route = useRoute();
  const router = useRouter();

  const get = (name: string) => first(route.query[name]);

  /** Changes some parameters and keeps the rest; an empty value removes its parameter. */
  function set(changes: Record<string, string | number | undefined | null>) {
    const query = { ...route.query };
    for (const [name, value] of Object.entries(changes)) {
      if (value === undefined || value === null || value === "") delete query[name];
      else query[name] = String(value);
    }
    return router.replace({ query, hash: route.hash });
  }

  const param = (name: string) => computed<string | undefined>({ get: () => get(name), set: (value) => void set({ [name]: value }) });

  return { route, router, get, set, param };
}
