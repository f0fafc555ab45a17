import type { RuleFigure, Words } from "@/api/types";

/** A figure as a person reads it: how much, of what; a word by its label. `say` takes the language the page speaks. */
export function figureWords(figure: RuleFigure, value: unknown, say: (words: Words) => string): string {
  const choice = figure.choices.find((one) => one.word === value);
  const shown = choice ? say(choice.label) : String(value);
  const unit = say(figure.unit);
  // A percent sign stands at its number.
  return [shown, unit].filter(Boolean).join(unit === "%" ? "" : " ");
}

export const isChanged = (figure: RuleFigure) => JSON.stringify(figure.now) !== JSON.stringify(figure.shipped);
