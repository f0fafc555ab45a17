import type { ProfileDraft } from "@/api/types";

/** A draft nobody has filled in yet. */
export const emptyDraft = (): ProfileDraft => ({ name: "", grade_from: 5, grade_to: 6, roles: [], sectors: [], unproven: "asked", demand: "post", levels: [{ topic: "", level: 80 }] });

/** A copy that can be edited without touching what is shown. */
export const copyOf = (draft: ProfileDraft): ProfileDraft => ({ ...draft, roles: [...draft.roles], sectors: [...draft.sectors], levels: draft.levels.map((one) => ({ ...one })) });

/** The topics with the highest level first. */
export const strictest = (draft: ProfileDraft) => [...draft.levels].sort((a, b) => b.level - a.level || a.topic.localeCompare(b.topic));
