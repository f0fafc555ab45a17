/** A column of the window grid; its cell is the slot of the same key. `narrow` is its line where the grid is too narrow for columns: those without one are left out. */
export type GridColumn = { key: string; title: string; width: string; numeric?: boolean; narrow?: 1 | 2 };

/** The least width of all columns together, in rem: head and rows share it, so that they stay in line when they must scroll. */
export const leastWidth = (columns: GridColumn[]) => columns.reduce((sum, column) => sum + Number(/([\d.]+)rem/.exec(column.width)?.[1] ?? 0), 0);

/** Below this width, in px at the normal size, a row is two lines. */
export const narrowBelow = 560;
