/**
 * Moving a class along the year: which first days are free, which want a look, which are shut.
 * The server says what stands in the way; here it becomes cells that light up.
 */
import { addDays, dayOfYear } from "./calendar";

export type Obstacle = { start: string; kind: string; words: { zh: string; en: string } };
export type Ground = { days: number; first: string; last: string; items: Obstacle[] };
export type Sight = "free" | "look" | "shut";
export type Span = { from: number; to: number; sight: Sight };

const shut = new Set(["holiday", "begun"]);
const sightOf = (obstacle: Obstacle | undefined): Sight => (!obstacle ? "free" : shut.has(obstacle.kind) ? "shut" : "look");

/** A ground one can ask about any first day. */
export function groundOf(ground: Ground) {
  const byStart = new Map(ground.items.map((one) => [one.start, one]));
  return {
    ...ground,
    at: (start: string) => ({ sight: sightOf(byStart.get(start)), words: byStart.get(start)?.words }),
    /** The nearest first day inside the year. */
    held: (start: string) => (start < ground.first ? ground.first : start > ground.last ? ground.last : start),
    end: (start: string) => addDays(start, ground.days - 1),
  };
}
export type KnownGround = ReturnType<typeof groundOf>;

/** The first days of the year as runs of one kind, in days since 1 January; `to` is excluded. */
export function spans(ground: KnownGround, year: number): Span[] {
  const runs: Span[] = [];
  for (let start = ground.first; start <= ground.last; start = addDays(start, 1)) {
    const { sight } = ground.at(start);
    const day = dayOfYear(start, year);
    const last = runs.at(-1);
    if (last?.sight === sight) last.to = day + 1;
    else runs.push({ from: day, to: day + 1, sight });
  }
  return runs;
}

type Movable = { state: string; seats_taken: number };

/** Whether a class may be moved by hand: not when it is over, and not when people hold seats in what was published. */
export const isMovable = (item: Movable) => item.state !== "held" && item.state !== "cancelled" && !(item.state === "published" && item.seats_taken > 0);
