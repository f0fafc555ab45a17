/** Closed vocabularies of the wire, in the order a person expects them. */
export const classKinds = ["core", "special_topic", "rotation", "induction", "promotion", "in_service", "series", "extension", "study_tour", "other"] as const;
export const classStates = ["draft", "submitted", "approved", "published", "held", "cancelled"] as const;
export const classTiers = ["province", "city", "county"] as const;
export const roles = ["head", "deputy", "member"] as const;
export const sectors = ["party", "government", "congress", "justice", "economy", "education", "health", "agriculture", "enterprise", "grassroots"] as const;
export const feeCategories = ["first", "second", "third"] as const;
export const grades = Array.from({ length: 12 }, (_, index) => index + 1);
