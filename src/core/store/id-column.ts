import { ID_WORDS, IdPacker } from "./packed-id.ts";
import { SEGMENT_ROWS } from "./number-column.ts";

const FIRST_ROWS = 64;

/** A column of ids that hardly repeat, 16 bytes a row: no string is kept for a uuid. */
export class IdColumn {
  readonly #packer = new IdPacker();
  readonly #segments: Uint32Array[] = [];
  #count = 0;

  get sizeBytes(): number {
    return this.#segments.reduce((total, segment) => total + segment.byteLength, 0);
  }

  push(id: string | null): void {
    const index = Math.floor(this.#count / SEGMENT_ROWS);
    const at = (this.#count % SEGMENT_ROWS) * ID_WORDS;
    let segment = this.#segments[index];
    if (segment === undefined || at >= segment.length) {
      const rows = segment === undefined ? FIRST_ROWS : (segment.length / ID_WORDS) * 2;
      const grown = new Uint32Array(rows * ID_WORDS);
      if (segment !== undefined) grown.set(segment);
      this.#segments[index] = segment = grown;
    }
    this.#packer.write(id, segment, at);
    this.#count++;
  }

  get(row: number): string | null {
    const segment = this.#segments[Math.floor(row / SEGMENT_ROWS)];
    if (segment === undefined || row >= this.#count) return null;
    return this.#packer.read(segment, (row % SEGMENT_ROWS) * ID_WORDS);
  }
}
