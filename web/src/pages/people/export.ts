import type { PersonRow } from "@/api/types";

type Window = { total: number; items: PersonRow[] };

/** Rows per request, the most the server gives. */
const step = 500;

/** A cell that a spreadsheet takes as text: never a formula, quoted where it must be. */
export function cell(value: string | number | null | undefined): string {
  const text = String(value ?? "");
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export const line = (cells: (string | number | null | undefined)[]) => cells.map(cell).join(",");

/** Reads every row that matches, window by window, and says how far it is. */
export async function allRows(fetch: (offset: number, limit: number) => Promise<Window>, onShare: (share: number) => void): Promise<PersonRow[]> {
  const rows: PersonRow[] = [];
  for (let total = 1; rows.length < total; ) {
    const got = await fetch(rows.length, step);
    if (!got.items.length) break;
    rows.push(...got.items);
    total = got.total;
    onShare(rows.length / total);
  }
  return rows;
}

/** Hands a table to the person as a file that Excel opens with its Chinese intact. */
export function download(name: string, lines: string[]): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(["\uFEFF", lines.join("\r\n"), "\r\n"], { type: "text/csv;charset=utf-8" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
