/** A column of the window grid; its cell is the slot of the same key. */
export type GridColumn = { key: string; title: string; width: string; numeric?: boolean };
