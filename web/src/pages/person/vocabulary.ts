/** The two ladders, highest first. */
export const postLevels = ["minister", "vice_minister", "bureau", "vice_bureau", "division_head", "vice_division_head", "section", "vice_section", "none"] as const;
export const ranks = [
  "inspector_1",
  "inspector_2",
  "researcher_1",
  "researcher_2",
  "researcher_3",
  "researcher_4",
  "officer_1",
  "officer_2",
  "officer_3",
  "officer_4",
  "clerk_1",
  "clerk_2",
  "probation",
  "other",
] as const;
