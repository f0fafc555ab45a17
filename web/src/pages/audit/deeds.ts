import type { Deed } from "@/api/types";

/** What is done, and to what, by the words the trail keeps. */
export const actions = [
  "sign_in", "sign_in_refused", "sign_out", "switch", "second_factor", "recover", "make_link", "make_factor_link", "refused", "change_password", "begin_authenticator", "bind_authenticator", "end_session", "end_sessions",
  "set_sign_in_rules", "grant", "revoke", "reveal", "export", "download", "create", "edit", "change", "delete", "override", "delete_override", "set_targets", "divide",
  "step", "step_many", "step_many_undo", "step_undo", "attendance", "run_start", "run_cancel", "run_accept",
];
export const kinds = ["account", "person", "people", "class", "plan", "run", "seat", "grant", "rule", "import", "export", "view", "job", "setting", "installation", "operation"];

type Translate = (key: string) => string;
type Known = (key: string) => boolean;

const inWords = (key: string, word: string, t: Translate, te: Known) => (te(key) ? t(key) : word);

export const deedWords = (deed: Deed, t: Translate, te: Known) => inWords(`audit.actions.${deed.action}`, deed.action, t, te);
export const objectWords = (deed: Deed, t: Translate, te: Known) => inWords(`audit.kinds.${deed.object_kind}`, deed.object_kind, t, te);

const dayMicros = 86_400_000_000;

/** The first moment of a day in China, or of one some days later, in microseconds UTC. */
export const dayStart = (day: string, later = 0) => Date.parse(`${day}T00:00:00+08:00`) * 1_000 + later * dayMicros;
