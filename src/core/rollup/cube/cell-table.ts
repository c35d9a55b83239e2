import type { SectionReader } from "../../store/snapshot/section-reader.ts";
import type { SectionWriter } from "../../store/snapshot/section-writer.ts";
import type { Stored } from "../../store/snapshot/stored.ts";

const FIRST_CELLS = 8;
const GROWTH = 4;

/**
 * Cells of a fixed number of doubles by (group, slot), made when first asked for, in flat arrays with a hash table
 * of open addresses: only pairs that occur take room.
 */
export class CellTable implements Stored {
  readonly width: number;
  #values: Float64Array;
  #groups: Int32Array = new Int32Array(FIRST_CELLS);
  #slots: Int32Array = new Int32Array(FIRST_CELLS);
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
    const place = this.#placeOf(group, slot);
    const cell = (this.#places[place] ?? 0) - 1;
    return cell < 0 ? this.#make(group, slot, place) : cell * this.width;
  }

  /** The same, or -1 where there is no such cell. */
  find(group: number, slot: number): number {
    const cell = (this.#places[this.#placeOf(group, slot)] ?? 0) - 1;
    return cell < 0 ? -1 : cell * this.width;
  }

  /** Forgets all cells and keeps their room. */
  clear(): void {
    this.#values.fill(0, 0, this.#count * this.width);
    this.#places.fill(0);
    this.#count = 0;
  }

  /** As copies: sums move on whenever somebody asks for them. */
  saveTo(to: SectionWriter): void {
    to.array("values", this.#values.slice(0, this.#count * this.width));
    to.array("groups", this.#groups.slice(0, this.#count));
    to.array("slots", this.#slots.slice(0, this.#count));
  }

  /** Only the cells of some slots. */
  partOf(isKept: (slot: number) => boolean): CellTable {
    const part = new CellTable(this.width);
    for (let cell = 0; cell < this.#count; cell++) {
      if (!isKept(this.slotOf(cell))) continue;
      const at = part.at(this.groupOf(cell), this.slotOf(cell));
      part.values.set(this.#values.subarray(cell * this.width, (cell + 1) * this.width), at);
    }
    return part;
  }

  restoreFrom(from: SectionReader): void {
    const groups = from.array("groups", "i32");
    if (groups.length === 0) return;
    this.#values = from.array("values", "f64");
    this.#groups = groups;
    this.#slots = from.array("slots", "i32");
    this.#count = groups.length;
    this.#rehash();
  }

  #placeOf(group: number, slot: number): number {
    const mask = this.#places.length - 1;
    let place = hashOf(group, slot) & mask;
    for (;;) {
      const cell = (this.#places[place] ?? 0) - 1;
      if (cell < 0 || (this.#groups[cell] === group && this.#slots[cell] === slot)) return place;
      place = (place + 1) & mask;
    }
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
    let length = this.#places.length;
    while (length < this.#count * 2) length *= GROWTH;
    const places = new Int32Array(length);
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
