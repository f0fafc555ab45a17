/** A rule's value is a figure, a word, or several named figures; it is shown and edited figure by figure. */
export type Figure = { name: string; value: number | string | boolean };

export function figuresOf(value: unknown): Figure[] {
  if (value !== null && typeof value === "object" && !Array.isArray(value)) {
    return Object.entries(value).map(([name, inner]) => ({ name, value: simple(inner) }));
  }
  return [{ name: "", value: simple(value) }];
}

const simple = (value: unknown) => (typeof value === "number" || typeof value === "string" || typeof value === "boolean" ? value : JSON.stringify(value));

/** The figures back in the shape the value had. */
export function valueOf(figures: Figure[]): unknown {
  if (figures.length === 1 && figures[0]!.name === "") return figures[0]!.value;
  return Object.fromEntries(figures.map(({ name, value }) => [name, value]));
}

export const valueWords = (value: unknown) => figuresOf(value).map(({ name, value: inner }) => (name ? `${name} ${inner}` : String(inner))).join(" · ");
