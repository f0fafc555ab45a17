import { computed } from "vue";
import { can, ownPerson } from "@/state/me";

/** A part of the application that the navigation leads to. */
export interface Section {
  nav: string;
  path: string;
}

const all: (Section & { open: () => boolean })[] = [
  { nav: "overview", path: "/", open: () => can("see_figures") },
  { nav: "needs", path: "/needs", open: () => can("see_figures") },
  { nav: "surveys", path: "/surveys", open: () => can("see_surveys") },
  { nav: "plan", path: "/plan", open: () => can("see_plans") },
  { nav: "matching", path: "/matching", open: () => can("see_runs") },
  { nav: "people", path: "/people", open: () => can("see_people") && can("see_units") },
  { nav: "import", path: "/imports", open: () => can("import") },
  { nav: "rules", path: "/rules", open: () => can("see_classes") && can("see_units") },
  { nav: "grants", path: "/grants", open: () => can("pass_on") || can("appoint") },
  { nav: "accounts", path: "/accounts", open: () => can("manage_accounts") },
  { nav: "sign_in_rules", path: "/sign-in-rules", open: () => can("manage_system") },
  { nav: "audit", path: "/audit", open: () => can("read_audit") },
];

/** What may be opened; a person of the roster who sees nobody else begins with their own page. */
export const sections = computed<Section[]>(() => {
  const own = ownPerson.value && can("see_people") ? [{ nav: "own", path: `/people/${ownPerson.value}` }] : [];
  const open = all.filter((section) => section.open());
  return open.some((section) => section.nav === "people") ? [...open, ...own] : [...own, ...open];
});

/** Where whoever is signed in begins. */
export const firstPath = () => sections.value[0]?.path ?? "/me";
