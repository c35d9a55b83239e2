import {
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
  SnapshotError,
  TABLE_BYTES_AT,
  type ArrayKind,
  type ArrayKinds,
  type Seal,
} from "./section-format.ts";

/** Gives the sections that a `SectionWriter` took. Throws `SnapshotError` for whatever is not as expected. */
export interface SectionReader {
  /** `isValue` says what was written there; the checksums vouch that these are the bytes that were written. */
  json<T>(name: string, isValue: (value: unknown) => value is T): T;
  /** A view of the bytes that were read: writing to it writes to them. */
  array<K extends ArrayKind>(name: string, kind: K): ArrayKinds[K];
  within(part: string): SectionReader;
}

interface Table {
  readonly build: string;
  readonly json: Readonly<Record<string, unknown>>;
  readonly arrays: readonly unknown[];
}

/** How long an image is, and where its arrays begin. */
export interface ImageSpan {
  readonly imageBytes: number;
  readonly dataAt: number;
}

/** Span of the image that begins here, from its header. Throws `SnapshotError` when none of this version does. */
export function imageSpanOf(bytes: Uint8Array): ImageSpan {
  const isImage = bytes.byteLength >= HEADER_BYTES && MAGIC.every((byte, at) => bytes[at] === byte);
  const words = isImage ? headerOf(bytes) : null;
  if (words === null || words[SCHEMA_AT] !== SCHEMA_VERSION || words[ORDER_AT] !== ORDER_MARK)
    throw new SnapshotError("not a snapshot of this version");
  const imageBytes = (words[IMAGE_BYTES_AT] ?? 0) + (words[IMAGE_BYTES_AT + 1] ?? 0) * 2 ** 32;
  const dataAt = aligned(HEADER_BYTES + (words[TABLE_BYTES_AT] ?? 0));
  if (dataAt > imageBytes) throw new SnapshotError("the snapshot is torn");
  return { imageBytes, dataAt };
}

/** Opens a whole image of this build; nothing may stand behind it. `dataSum`: of its arrays, where it is known. */
export function openImage(bytes: Uint8Array, { build, sum }: Seal, dataSum?: number): SectionReader {
  if (bytes.byteOffset % 8 !== 0) throw new RangeError("an image begins at a multiple of 8");
  const { imageBytes, dataAt } = imageSpanOf(bytes);
  if (imageBytes !== bytes.byteLength) throw new SnapshotError("the snapshot is torn");
  const words = headerOf(bytes);
  const tableBytes = words[TABLE_BYTES_AT] ?? 0;
  const front = bytes.slice(0, dataAt);
  headerOf(front)[CHECKSUM_AT] = 0;
  if (sum(front, 0) !== words[CHECKSUM_AT]) throw new SnapshotError("the table is damaged");
  const data = bytes.subarray(dataAt);
  const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const table: unknown = JSON.parse(text.decode(front.subarray(HEADER_BYTES, HEADER_BYTES + tableBytes)));
  if (!isTable(table)) throw new SnapshotError("no table of contents");
  if (table.build !== build) throw new SnapshotError("written by another build");
  if ((dataSum ?? sum(data, 0)) !== words[DATA_CHECKSUM_AT])
    throw new SnapshotError("the sections are damaged");
  return new ImageReader(data, table);
}

class ImageReader implements SectionReader {
  readonly #data: Uint8Array;
  readonly #values: ReadonlyMap<string, unknown>;
  readonly #arrays = new Map<string, readonly unknown[]>();

  constructor(data: Uint8Array, table: Table) {
    this.#data = data;
    this.#values = new Map(Object.entries(table.json));
    for (const entry of table.arrays) {
      if (Array.isArray(entry) && typeof entry[0] === "string") this.#arrays.set(entry[0], entry);
    }
  }

  json<T>(name: string, isValue: (value: unknown) => value is T): T {
    const value = this.#values.get(name);
    if (!isValue(value)) throw new SnapshotError(`section ${name} is missing or of another form`);
    return value;
  }

  array<K extends ArrayKind>(name: string, kind: K): ArrayKinds[K] {
    const [, storedKind, offset, length] = this.#arrays.get(name) ?? [];
    if (storedKind !== kind || typeof offset !== "number" || typeof length !== "number") {
      throw new SnapshotError(`section ${name} is missing or of another kind`);
    }
    const byteLength = length * ITEM_BYTES[kind];
    if (offset + byteLength > this.#data.byteLength) throw new SnapshotError(`section ${name} is cut off`);
    return VIEWS[kind](this.#data.buffer, this.#data.byteOffset + offset, length);
  }

  within(part: string): SectionReader {
    return scoped(this, `${part}/`);
  }
}

const ITEM_BYTES: Readonly<Record<ArrayKind, number>> = { u8: 1, u16: 2, u32: 4, i32: 4, f64: 8 };

const VIEWS: {
  readonly [K in ArrayKind]: (buffer: ArrayBufferLike, offset: number, length: number) => ArrayKinds[K];
} = {
  u8: (buffer, offset, length) => new Uint8Array(buffer, offset, length),
  u16: (buffer, offset, length) => new Uint16Array(buffer, offset, length),
  u32: (buffer, offset, length) => new Uint32Array(buffer, offset, length),
  i32: (buffer, offset, length) => new Int32Array(buffer, offset, length),
  f64: (buffer, offset, length) => new Float64Array(buffer, offset, length),
};

function scoped(target: SectionReader, prefix: string): SectionReader {
  return {
    json: (name, isValue) => target.json(prefix + name, isValue),
    array: (name, kind) => target.array(prefix + name, kind),
    within: (part) => scoped(target, `${prefix}${part}/`),
  };
}

function headerOf(bytes: Uint8Array): Uint32Array {
  return new Uint32Array(bytes.buffer, bytes.byteOffset, HEADER_BYTES / 4);
}

function isTable(value: unknown): value is Table {
  if (typeof value !== "object" || value === null) return false;
  if (!("build" in value) || !("json" in value) || !("arrays" in value)) return false;
  return typeof value.json === "object" && value.json !== null && Array.isArray(value.arrays);
}
