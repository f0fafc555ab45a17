import type { Needs } from "@/api/types";

export type NeedRow = Needs["rows"][number];
export type NeedCell = NeedRow["cells"][number];

/** How badly the people of a cell lack a topic, on the mean. */
export const mean = (cell: NeedCell) => (cell.people ? cell.severity_sum / cell.people : 0);

/** People who lack a topic beyond the seats that are still to teach it. */
export const unseated = (row: NeedRow) => Math.max(0, row.all.people - row.seats_ahead);

/** What the year must teach: the topics that most people lack. */
export function mustTeach(rows: NeedRow[], many: number): NeedRow[] {
  const lacking = rows.filter((row) => row.all.people > 0);
  return lacking.sort((a, b) => b.all.people - a.all.people || a.topic.localeCompare(b.topic)).slice(0, many);
}

/** All rows together. */
export function together(rows: NeedRow[]) {
  const sum = { people: 0, closed: 0, seats_ahead: 0 };
  for (const row of rows) {
    sum.people += row.all.people;
    sum.closed += row.all.closed;
    sum.seats_ahead += row.seats_ahead;
  }
  return sum;
}

export type Shade = 0 | 1 | 2 | 3 | 4;

/** Four shades by how many people a cell has beside the fullest of the table; the number stands in the cell all the same. */
export function shade(people: number, most: number): Shade {
  if (!people || !most) return 0;
  const share = Math.sqrt(people / most);
  return share > 0.75 ? 4 : share > 0.5 ? 3 : share > 0.25 ? 2 : 1;
}

export interface Group {
  code: string;
  name: string;
  name_en: string;
  rows: NeedRow[];
}

/** The topics under their fields, as the framework has them; fields without a row are left out. */
export function byField(needs: Needs, rows: NeedRow[]): Group[] {
  const groups = needs.fields.map((field) => ({ ...field, rows: rows.filter((row) => row.field === field.code) }));
  return groups.filter((group) => group.rows.length);
}
