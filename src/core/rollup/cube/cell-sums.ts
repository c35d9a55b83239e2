import type { CellTable } from "./cell-table.ts";

/** Sums of cells by a number, as flat tallies of one width. */
export class CellSums {
  readonly width: number;
  #values = new Float64Array(0);
  #count = 0;

  constructor(width: number) {
    this.width = width;
  }

  get count(): number {
    return this.#count;
  }

  get values(): Float64Array {
    return this.#values;
  }

  /** Place of the first number of an entry, made with all before it. */
  at(index: number): number {
    if (index >= this.#count) this.#count = index + 1;
    if (this.#count * this.width > this.#values.length) {
      const grown = new Float64Array(this.#count * this.width * 2);
      grown.set(this.#values);
      this.#values = grown;
    }
    return index * this.width;
  }

  add(index: number, cells: CellTable, cell: number, addCell: AddCell): void {
    const at = this.at(index);
    addCell(this.#values, at, cells.values, cell * cells.width);
  }
}

export type AddCell = (to: Float64Array, toAt: number, from: Float64Array, fromAt: number) => void;
