import type { JsonValue } from "../../records/json.ts";
import {
  ALIGNMENT,
  aligned,
  CHECKSUM_AT,
  DATA_CHECKSUM_AT,
  HEADER_BYTES,
  IMAGE_BYTES_AT,
  MAGIC,
  ORDER_AT,
  ORDER_MARK,
  SCHEMA_AT,
  SCHEMA_VERSION,
  TABLE_BYTES_AT,
  type ArrayEntry,
  type ArrayKind,
  type Seal,
  type SectionArray,
} from "./section-format.ts";

/** What a snapshot can hold as JSON: no NaN, no infinities, no -0. */
export type Storable = JsonValue | object;

/** Takes named sections. Names are unique; `within` puts a part's names behind that of the part. */
export interface SectionWriter {
  /** The value is taken as it is now. */
  json(name: string, value: Storable): void;
  /** The array is not copied: it must not change until the image has been written. */
  array(name: string, items: SectionArray): void;
  within(part: string): SectionWriter;
}

/** Collects sections and gives them as one image: header, table of contents, arrays. */
export class ImageWriter implements SectionWriter {
  readonly #values: string[] = [];
  readonly #entries: ArrayEntry[] = [];
  readonly #arrays: Uint8Array[] = [];
  readonly #names = new Set<string>();
  readonly #seal: Seal;
  #dataBytes = 0;

  constructor(seal: Seal) {
    this.#seal = seal;
  }

  json(name: string, value: Storable): void {
    this.#claim(name);
    this.#values.push(`${JSON.stringify(name)}:${JSON.stringify(value)}`);
  }

  array(name: string, items: SectionArray): void {
    this.#claim(name);
    const bytes = new Uint8Array(items.buffer, items.byteOffset, items.byteLength);
    this.#entries.push([name, kindOf(items), this.#dataBytes, items.length]);
    this.#push(bytes);
  }

  within(part: string): SectionWriter {
    return scoped(this, `${part}/`);
  }

  /** The image in pieces, to be written one behind the other. Its length is a multiple of 8. */
  finish(): readonly Uint8Array[] {
    const { sum } = this.#seal;
    const build = JSON.stringify(this.#seal.build);
    const text = `{"build":${build},"json":{${this.#values.join(",")}},"arrays":${JSON.stringify(this.#entries)}}`;
    const table = new TextEncoder().encode(text);
    const front = new Uint8Array(aligned(HEADER_BYTES + table.byteLength));
    front.set(MAGIC);
    front.set(table, HEADER_BYTES);
    const words = new Uint32Array(front.buffer, 0, HEADER_BYTES / 4);
    const imageBytes = front.byteLength + this.#dataBytes;
    words[SCHEMA_AT] = SCHEMA_VERSION;
    words[ORDER_AT] = ORDER_MARK;
    words[TABLE_BYTES_AT] = table.byteLength;
    words[IMAGE_BYTES_AT] = imageBytes >>> 0;
    words[IMAGE_BYTES_AT + 1] = Math.floor(imageBytes / 2 ** 32);
    words[DATA_CHECKSUM_AT] = this.#arrays.reduce((before, bytes) => sum(bytes, before), 0);
    words[CHECKSUM_AT] = sum(front, 0);
    return [front, ...this.#arrays];
  }

  #push(bytes: Uint8Array): void {
    const gap = aligned(bytes.byteLength) - bytes.byteLength;
    if (bytes.byteLength > 0) this.#arrays.push(bytes);
    if (gap > 0) this.#arrays.push(GAP.subarray(0, gap));
    this.#dataBytes += bytes.byteLength + gap;
  }

  #claim(name: string): void {
    if (this.#names.has(name)) throw new Error(`section ${name} was written already`);
    this.#names.add(name);
  }
}

const GAP = new Uint8Array(ALIGNMENT);

function scoped(target: SectionWriter, prefix: string): SectionWriter {
  return {
    json: (name, value) => target.json(prefix + name, value),
    array: (name, items) => target.array(prefix + name, items),
    within: (part) => scoped(target, `${prefix}${part}/`),
  };
}

function kindOf(items: SectionArray): ArrayKind {
  if (items instanceof Uint8Array) return "u8";
  if (items instanceof Uint16Array) return "u16";
  if (items instanceof Uint32Array) return "u32";
  return items instanceof Int32Array ? "i32" : "f64";
}
