import { createRouter, createWebHistory, type RouteLocationNormalized } from "vue-router";
import { firstPath } from "@/shell/sections";
import { findDoor, findMe, leadToDoor, me } from "@/state/me";

declare module "vue-router" {
  interface RouteMeta {
    /** The key of the page's title under `shell.title`. */
    title: string;
    /** The navigation entry that is lit while the page is open. */
    nav: string;
    /** Set on the pages that anybody may open: they stand outside the shell. */
    door?: true;
  }
}

export const router = createRouter({
  history: createWebHistory("/"),
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? undefined : { top: 0 }),
  routes: [
    { path: "/", component: () => import("./pages/overview/OverviewPage.vue"), meta: { title: "overview", nav: "overview" } },
    { path: "/needs", component: () => import("./pages/needs/NeedsPage.vue"), meta: { title: "needs", nav: "needs" } },
    { path: "/profiles", component: () => import("./pages/needs/ProfilesPage.vue"), meta: { title: "profiles", nav: "needs" } },
    { path: "/surveys", component: () => import("./pages/surveys/SurveysPage.vue"), meta: { title: "surveys", nav: "surveys" } },
    { path: "/surveys/:id", component: () => import("./pages/surveys/SurveyPage.vue"), props: true, meta: { title: "survey", nav: "surveys" } },
    { path: "/surveys/:id/answer", component: () => import("./pages/surveys/AnswerPage.vue"), props: true, meta: { title: "answer", nav: "own" } },
    { path: "/people", component: () => import("./pages/people/PeoplePage.vue"), meta: { title: "people", nav: "people" } },
    { path: "/people/print", component: () => import("./pages/people/PrintPage.vue"), meta: { title: "people", nav: "people" } },
    { path: "/exports", component: () => import("./pages/people/ExportsPage.vue"), meta: { title: "exports", nav: "people" } },
    { path: "/people/:id", component: () => import("./pages/person/PersonPage.vue"), props: true, meta: { title: "person", nav: "people" } },
    { path: "/imports", component: () => import("./pages/import/ImportsPage.vue"), meta: { title: "import", nav: "import" } },
    { path: "/imports/:id", component: () => import("./pages/import/ImportPage.vue"), props: true, meta: { title: "import_one", nav: "import" } },
    { path: "/plan", component: () => import("./pages/plan/PlanPage.vue"), meta: { title: "plan", nav: "plan" } },
    { path: "/targets", component: () => import("./pages/targets/TargetsPage.vue"), meta: { title: "targets", nav: "plan" } },
    { path: "/classes/:id", component: () => import("./pages/class/ClassPage.vue"), props: true, meta: { title: "class", nav: "plan" } },
    { path: "/classes/:id/roster", component: () => import("./pages/class/RosterPage.vue"), props: true, meta: { title: "roster", nav: "plan" } },
    { path: "/matching", component: () => import("./pages/matching/MatchingPage.vue"), meta: { title: "matching", nav: "matching" } },
    { path: "/matching/:id", component: () => import("./pages/matching/RunPage.vue"), props: true, meta: { title: "run", nav: "matching" } },
    { path: "/matching/:id/print", component: () => import("./pages/matching/RunPrintPage.vue"), props: true, meta: { title: "run_print", nav: "matching" } },
    { path: "/matching/:id/compare/:other", component: () => import("./pages/matching/ComparePage.vue"), props: true, meta: { title: "compare", nav: "matching" } },
    { path: "/rules", component: () => import("./pages/rules/RulesPage.vue"), meta: { title: "rules", nav: "rules" } },
    { path: "/grants", component: () => import("./pages/grants/GrantsPage.vue"), meta: { title: "grants", nav: "grants" } },
    { path: "/accounts", component: () => import("./pages/accounts/AccountsPage.vue"), meta: { title: "accounts", nav: "accounts" } },
    { path: "/sign-in-rules", component: () => import("./pages/sign-in-rules/SignInRulesPage.vue"), meta: { title: "sign_in_rules", nav: "sign_in_rules" } },
    { path: "/audit", component: () => import("./pages/audit/AuditPage.vue"), meta: { title: "audit", nav: "audit" } },
    { path: "/me", component: () => import("./pages/me/MePage.vue"), meta: { title: "me", nav: "" } },
    { path: "/sign-in", component: () => import("./pages/door/SignInPage.vue"), meta: { title: "sign_in", nav: "", door: true } },
    { path: "/sign-in/provider", component: () => import("./pages/door/ReturnPage.vue"), meta: { title: "sign_in", nav: "", door: true } },
    { path: "/switch", component: () => import("./pages/door/SwitchPage.vue"), meta: { title: "switch", nav: "", door: true } },
    { path: "/set-up", component: () => import("./pages/door/SetUpPage.vue"), meta: { title: "set_up", nav: "", door: true } },
    { path: "/:rest(.*)*", component: () => import("./pages/MissingPage.vue"), meta: { title: "missing", nav: "" } },
  ],
});

/** The page at which a stranger comes in, and from which they come back to where they were. */
async function doorFor(to: RouteLocationNormalized) {
  const door = await findDoor().catch(() => undefined);
  const query = to.fullPath === "/" ? {} : { to: to.fullPath };
  return { path: door?.entrance === "demonstration" ? "/switch" : "/sign-in", query };
}

router.beforeEach(async (to) => {
  if (to.meta.door) return true;
  // A server that does not answer is told of by the page itself.
  const known = me.value ?? (await findMe().catch(() => null));
  if (known === null) return true;
  if (!known) return doorFor(to);
  if (known.due) return { path: "/sign-in", query: { to: to.fullPath } };
  return to.path === "/" && firstPath() !== "/" ? { path: firstPath(), replace: true } : true;
});

leadToDoor(() => {
  const here = router.currentRoute.value;
  if (here.meta.door || !me.value) return;
  me.value = undefined;
  void doorFor(here).then((door) => router.replace(door));
});
