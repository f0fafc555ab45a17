/** The course of a run as two lines: scales that ignore the wild first moments, ticks a person can read. */
export type CoursePoint = { elapsed: number; objective: number; bound: number };
export type Frame = { fromX: number; toX: number; fromY: number; toY: number };

/** The first share of the time whose values do not stretch the scale. */
const wild = 0.08;

export function frameOf(points: CoursePoint[]): Frame {
  const toX = points.at(-1)?.elapsed || 1;
  // Before the first seats are found the value is nothing, which would press the rest of the picture flat.
  const found = points.filter((point) => point.objective > 0);
  const settled = found.filter((point) => point.elapsed >= toX * wild);
  const shown = settled.length > 1 ? settled : found.length ? found : points;
  const low = Math.min(...shown.map((point) => point.objective));
  const high = Math.max(...shown.map((point) => point.bound));
  // Two lines that have met are one line, not a picture of the last unit between them.
  const least = Math.abs(high) * 0.004 || 1;
  const air = Math.max((high - low) * 0.06, (least - (high - low)) / 2);
  return { fromX: 0, toX, fromY: low - air, toY: high + air };
}

/** Round values inside a range, about `n` of them, a step of 1, 2 or 5 times a power of ten. */
export function ticks(from: number, to: number, n: number): number[] {
  const rough = (to - from) / Math.max(1, n);
  if (!(rough > 0)) return [from];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((one) => one >= rough)!;
  const first = Math.ceil(from / step);
  return Array.from({ length: Math.floor(to / step) - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

/** A large number in a few characters: 91.2M. Where neighbours lie `step` apart it has the digits that tell them apart. */
export function short(value: number, step = 0): string {
  for (const [size, letter] of [[1e9, "G"], [1e6, "M"], [1e3, "k"]] as const) {
    if (Math.abs(value) < size) continue;
    const digits = step > 0 ? Math.max(4, Math.ceil(Math.log10(Math.abs(value) / step)) + 1) : 4;
    return `${Number((value / size).toPrecision(digits))}${letter}`;
  }
  return String(Math.round(value * 100) / 100);
}
