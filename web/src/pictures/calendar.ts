/** Days of a year as numbers: the ruler that every dated picture shares. */
const msPerDay = 86_400_000;

/** Days since 1 January of the year, of a date written 2026-09-14; before the year it is negative. */
export function dayOfYear(date: string, year: number): number {
  return Math.round((Date.parse(`${date}T00:00:00Z`) - Date.UTC(year, 0, 1)) / msPerDay);
}

export const daysIn = (year: number) => Math.round((Date.UTC(year + 1, 0, 1) - Date.UTC(year, 0, 1)) / msPerDay);

/** The first day of every month, counted from 1 January. */
export const monthStarts = (year: number) => Array.from({ length: 12 }, (_, month) => Math.round((Date.UTC(year, month, 1) - Date.UTC(year, 0, 1)) / msPerDay));

export function addDays(date: string, n: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + n * msPerDay).toISOString().slice(0, 10);
}

/** 0 is Monday. */
export const weekday = (date: string) => (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7;
