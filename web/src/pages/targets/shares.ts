import type { ShareHolder, ShareLine, Shares } from "@/api/types";

/** Classes and person-times. */
export interface Aim {
  classes: number;
  person_times: number;
}

/** What each unit shall get, by unit and tier. */
export type Draft = Record<string, Record<string, Aim>>;

const order = ["province", "city", "county"];
const rank = (tier: string) => (tier === "township" ? order.length : order.indexOf(tier));

/** The tiers that a unit hands on whole: those below its own. */
export const handedOn = (holder: ShareHolder) => order.filter((tier) => rank(tier) > rank(holder.tier));

export const lineOf = (holder: ShareHolder, tier: string) => holder.lines.find((line) => line.tier === tier) as ShareLine;

/** Whether a unit may hold classes of a tier: not of one above its own. */
export const mayHold = (unit: ShareHolder, tier: string) => rank(tier) >= rank(unit.tier);

/** The division as it stands. */
export function drafted(shares: Shares): Draft {
  const aims = (unit: ShareHolder) => Object.fromEntries(unit.lines.map((line) => [line.tier, { ...line.held }]));
  return Object.fromEntries(shares.receivers.map((unit) => [unit.unit_id, aims(unit)]));
}

/** What a draft hands on of a tier, all units together. */
export function together(draft: Draft, tier: string): Aim {
  const aims = Object.values(draft).map((aims) => aims[tier] ?? { classes: 0, person_times: 0 });
  return aims.reduce((sum, aim) => ({ classes: sum.classes + (aim.classes || 0), person_times: sum.person_times + (aim.person_times || 0) }), { classes: 0, person_times: 0 });
}

/** What is handed on beyond what is held; negative where some is still to be handed on. */
export const over = (handed: Aim, held: Aim): Aim => ({ classes: handed.classes - held.classes, person_times: handed.person_times - held.person_times });

/** A draft as it is sent: units that get nothing are left out. */
export function sent(draft: Draft) {
  const targets = (aims: Record<string, Aim>) => Object.entries(aims).map(([tier, aim]) => ({ tier, classes: aim.classes || 0, person_times: aim.person_times || 0 })).filter((aim) => aim.classes || aim.person_times);
  return { shares: Object.entries(draft).map(([unit_id, aims]) => ({ unit_id, targets: targets(aims) })).filter((share) => share.targets.length) };
}

/** A proposal laid over a draft: it speaks of the tiers it names, the others stay. */
export function proposed(draft: Draft, division: { shares: { unit_id: string; targets: ({ tier: string } & Aim)[] }[] }): Draft {
  const laid: Draft = Object.fromEntries(Object.entries(draft).map(([unit, aims]) => [unit, { ...aims }]));
  for (const share of division.shares) for (const { tier, classes, person_times } of share.targets) (laid[share.unit_id] ??= {})[tier] = { classes, person_times };
  return laid;
}
