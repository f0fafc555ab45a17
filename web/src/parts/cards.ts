import type { Directive } from "vue";

/** Writes the head of its column beside every cell, for the narrow look in which a row stands as a card and the head is gone. */
function name(table: HTMLTableElement) {
  const heads = [...(table.tHead?.rows[0]?.cells ?? [])].map((head) => head.innerText.trim());
  for (const row of table.tBodies[0]?.rows ?? []) {
    [...row.cells].forEach((cell, at) => (cell.dataset.head = heads[at] ?? ""));
  }
}

/** `v-cards`: a table whose rows become cards where the page is narrow. */
export const vCards: Directive<HTMLTableElement> = {
  mounted(table) {
    table.classList.add("cards");
    name(table);
  },
  updated: name,
};
