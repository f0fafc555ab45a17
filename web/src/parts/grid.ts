/** A column of the window grid; its cell is the slot of the same key. */
export type GridColumn = { key: string; title: string; width: string; numeric?: boolean };

/** The least width of all columns together, in rem: head and rows share it, so that they stay in line when they must scroll. */
export const leastWidth = (columns: GridColumn[]) => columns.reduce((sum, column) => sum + Number(/([\d.]+)rem/.exec(column.width)?.[1] ?? 0), 0);
