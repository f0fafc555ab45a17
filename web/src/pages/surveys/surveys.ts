import type { SurveyDraft, SurveyTopic } from "@/api/types";

const dayAfter = (today: string, days: number) => new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10);

/** A draft nobody has filled in yet: three weeks from today, everybody, all topics. */
export const emptyDraft = (today: string): SurveyDraft => ({
  title: "",
  naming: "named",
  grade_from: 1,
  grade_to: 12,
  roles: [],
  sectors: [],
  topics: [],
  chosen_max: 5,
  question: null,
  opens_on: today,
  closes_on: dayAfter(today, 20),
});

/** A copy that can be edited without touching what is shown. */
export const copyOf = (draft: SurveyDraft): SurveyDraft => ({ ...draft, roles: [...draft.roles], sectors: [...draft.sectors], topics: [...draft.topics] });

/** The three needs of a topic, each as its share of the combined need: the pieces of one bar, in hundredths of its full length. */
export function pieces(topic: SurveyTopic, weights: { organisation: number; post: number; personal: number }) {
  const sum = weights.organisation + weights.post + weights.personal;
  const piece = (weight: number, tenths: number) => (sum ? (weight * tenths) / sum / 10 : 0);
  return [
    { of: "organisation", width: piece(weights.organisation, topic.organisation_tenths), tenths: topic.organisation_tenths },
    { of: "post", width: piece(weights.post, topic.post_tenths), tenths: topic.post_tenths },
    { of: "personal", width: piece(weights.personal, topic.personal_tenths), tenths: topic.personal_tenths },
  ] as const;
}

/** The share of those asked who have answered, 0–100. */
export const share = (asked: number, answered: number) => (asked ? (100 * answered) / asked : 0);

/** Topics field by field, in the order they are asked about. */
export function byField<T extends { field: string }>(topics: readonly T[]): { field: string; topics: T[] }[] {
  const groups: { field: string; topics: T[] }[] = [];
  for (const topic of topics) {
    const known = groups.find((group) => group.field === topic.field);
    if (known) known.topics.push(topic);
    else groups.push({ field: topic.field, topics: [topic] });
  }
  return groups;
}
