const FIRST_CELLS = 8;
const GROWTH = 4;

/**
 * Cells of a fixed number of doubles by (group, slot), made when first asked for, in flat arrays with a hash table
 * of open addresses: only pairs that occur take room.
 */
export class CellTable {
  readonly width: number;
  #values: Float64Array;
  #groups = new Int32Array(FIRST_CELLS);
  #slots = new Int32Array(FIRST_CELLS);
  /** Number of a cell + 1; 0 is free. Never more than half full. */
  #places = new Int32Array(FIRST_CELLS * 2);
  #count = 0;

  constructor(width: number) {
    this.width = width;
    this.#values = new Float64Array(FIRST_CELLS * width);
  }

  get count(): number {
    return this.#count;
  }

  get sizeBytes(): number {
    return [this.#values, this.#groups, this.#slots, this.#places].reduce(
      (sum, array) => sum + array.byteLength,
      0,
    );
  }

  /** All numbers of all cells; valid until the next cell is made. */
  get values(): Float64Array {
    return this.#values;
  }

  groupOf(cell: number): number {
    return this.#groups[cell] ?? 0;
  }

  slotOf(cell: number): number {
    return this.#slots[cell] ?? 0;
  }

  /** Place of the cell's first number in `values`. */
  at(group: number, slot: number): number {
    const mask = this.#places.length - 1;
    let place = hashOf(group, slot) & mask;
    for (;;) {
      const cell = (this.#places[place] ?? 0) - 1;
      if (cell < 0) return this.#make(group, slot, place);
      if (this.#groups[cell] === group && this.#slots[cell] === slot) return cell * this.width;
      place = (place + 1) & mask;
    }
  }

  /** Forgets all cells and keeps their room. */
  clear(): void {
    this.#values.fill(0, 0, this.#count * this.width);
    this.#places.fill(0);
    this.#count = 0;
  }

  /** The numbers of the cells in use, their groups and slots: for a snapshot. */
  copyParts(): { values: Float64Array; groups: Int32Array; slots: Int32Array } {
    return {
      values: this.#values.slice(0, this.#count * this.width),
      groups: this.#groups.slice(0, this.#count),
      slots: this.#slots.slice(0, this.#count),
    };
  }

  #make(group: number, slot: number, place: number): number {
    const cell = this.#count++;
    if (cell === this.#groups.length) this.#grow();
    this.#groups[cell] = group;
    this.#slots[cell] = slot;
    if (this.#count * 2 > this.#places.length) this.#rehash();
    else this.#places[place] = cell + 1;
    return cell * this.width;
  }

  #grow(): void {
    const groups = new Int32Array(this.#groups.length * GROWTH);
    const values = new Float64Array(groups.length * this.width);
    const slots = new Int32Array(groups.length);
    values.set(this.#values);
    groups.set(this.#groups);
    slots.set(this.#slots);
    [this.#values, this.#groups, this.#slots] = [values, groups, slots];
  }

  #rehash(): void {
    const places = new Int32Array(this.#places.length * GROWTH);
    const mask = places.length - 1;
    for (let cell = 0; cell < this.#count; cell++) {
      let place = hashOf(this.groupOf(cell), this.slotOf(cell)) & mask;
      while (places[place] !== 0) place = (place + 1) & mask;
      places[place] = cell + 1;
    }
    this.#places = places;
  }
}

function hashOf(group: number, slot: number): number {
  const hash = Math.imul(slot, 0x9e_37_79_b1) ^ Math.imul(group, 0x85_eb_ca_6b);
  return hash ^ (hash >>> 15);
}
