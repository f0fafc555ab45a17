/** The classes of a plan counted by what its chips filter by. */
type Countable = { tier: string; kind: string; state: string; start_date: string; end_date: string };
export type ClassFacets = { tier?: string | undefined; kind?: string | undefined; state?: string | undefined; month?: string | undefined };
type Counts = Record<keyof ClassFacets, Map<string, number>>;

/** The months a class has a day in, as 2026-09. */
function monthsOf({ start_date, end_date }: Countable): string[] {
  const [first, last] = [start_date, end_date].map((date) => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1) as [number, number];
  return Array.from({ length: Math.max(0, last - first) + 1 }, (_, index) => `${Math.floor((first + index) / 12)}-${String(((first + index) % 12) + 1).padStart(2, "0")}`);
}

/** How many classes each choice would show while the other filters stay. */
export function countBy(items: Countable[], wanted: ClassFacets): Counts {
  const counts: Counts = { tier: new Map(), kind: new Map(), state: new Map(), month: new Map() };
  for (const item of items) {
    const own: Record<keyof ClassFacets, string[]> = { tier: [item.tier], kind: [item.kind], state: [item.state], month: monthsOf(item) };
    const facets = Object.keys(own) as (keyof ClassFacets)[];
    const misses = facets.filter((facet) => wanted[facet] && !own[facet].includes(wanted[facet]));
    for (const facet of facets) {
      if (misses.some((miss) => miss !== facet)) continue;
      for (const value of own[facet]) counts[facet].set(value, (counts[facet].get(value) ?? 0) + 1);
    }
  }
  return counts;
}
