/** The typed arrays that a section may hold, by the name of their kind. */
export interface ArrayKinds {
  readonly u8: Uint8Array;
  readonly u16: Uint16Array;
  readonly u32: Uint32Array;
  readonly i32: Int32Array;
  readonly f64: Float64Array;
}

export type ArrayKind = keyof ArrayKinds;
export type SectionArray = ArrayKinds[ArrayKind];

/**
 * Grows with every change of what the sections mean. Readers take no other version: a snapshot is a cache, so
 * what is old is made anew.
 */
export const SCHEMA_VERSION = 2;

/** "EMPSNAP" and a line feed, which a transfer as text would spoil. */
export const MAGIC: readonly number[] = [0x45, 0x4d, 0x50, 0x53, 0x4e, 0x41, 0x50, 0x0a];

/** Reads as another number on a machine with the other order of bytes. */
export const ORDER_MARK = 0x01_02_03_04;

/** Bytes of the header: magic, then words at the places below, the rest 0. */
export const HEADER_BYTES = 64;
export const SCHEMA_AT = 2;
export const ORDER_AT = 3;
export const TABLE_BYTES_AT = 4;
/** Checksum of the header with a 0 in this place, and of the table. */
export const CHECKSUM_AT = 5;
/** Bytes of the whole image, in two words, the lower one first. */
export const IMAGE_BYTES_AT = 6;
/** Checksum of what stands behind the table. */
export const DATA_CHECKSUM_AT = 8;

/** Every array begins at a multiple of it, so that it can be used where it stands. */
export const ALIGNMENT = 8;

/** Name, kind, offset from the end of the table, items. */
export type ArrayEntry = readonly [string, ArrayKind, number, number];

/** What marks an image, and tells whether it is whole. */
export interface Seal {
  /** Names the code that writes: another one does not read it. */
  readonly build: string;
  /**
   * A sum of 32 bits of the bytes that were summed up to `before` (0 at the start) and these. It is to find torn
   * and flipped bits, not forgery. From the host, whose own is ten times as fast as one written here.
   */
  readonly sum: (bytes: Uint8Array, before: number) => number;
}

/** Rounds up to the alignment. */
export function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

/** Bytes that are no snapshot of this build, or no whole one. Whoever reads it loads from the files instead. */
export class SnapshotError extends Error {
  override readonly name = "SnapshotError";
}
