/** What English says of one. Chinese has one form for both. */
const singular: Record<string, string> = {
  answers: "answer",
  cells: "cell",
  characters: "character",
  classes: "class",
  conflicts: "conflict",
  days: "day",
  deeds: "deed",
  disagreements: "disagreement",
  entries: "entry",
  gaps: "gap",
  grants: "grant",
  hours: "hour",
  people: "person",
  rows: "row",
  seats: "seat",
  surveys: "survey",
  units: "unit",
  warnings: "warning",
};
const verbs: Record<string, string> = { are: "is", have: "has", differ: "differs" };
const counted = new RegExp(`(?<![\\d.,])1 (open |other |earlier |announced )?(${Object.keys(singular).join("|")})\\b( (?:${Object.keys(verbs).join("|")})\\b)?`, "g");

/** “1 classes” as it is said: “1 class”. Counts stand in the words as figures that are grouped already, so that only the text tells which is one. */
export const agreeing = (text: string) =>
  text.replace(counted, (_, between = "", noun: string, verb?: string) => `1 ${between}${singular[noun]}${verb ? ` ${verbs[verb.trim()]}` : ""}`);
