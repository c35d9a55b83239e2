import type { FileRef, LineRef } from "../ingest/record-sink.ts";

interface Placed<R> {
  readonly record: R;
  readonly fileId: number;
  readonly byteOffset: number;
}

export interface LatestOptions<R> {
  /** Negative when `a` is older. Equal ones are decided by their place: later file, later line. */
  readonly compare: (a: R, b: R) => number;
  /** Within one file the later line holds whatever `compare` says: the producer appends state changes. */
  readonly isLineOrderFirst: boolean;
}

/**
 * Keeps one record per key: the newest. The order is total, so rotated files may be read in any order and
 * interleaved anyhow.
 */
export class LatestByKey<R> {
  readonly #records = new Map<string, R>();
  readonly #places = new Map<string, Placed<R>>();
  readonly #options: LatestOptions<R>;

  constructor(options: LatestOptions<R>) {
    this.#options = options;
  }

  /** Live view: key to the record that holds. */
  get records(): ReadonlyMap<string, R> {
    return this.#records;
  }

  /** Takes a record; tells whether it holds now. */
  add(key: string, record: R, file: FileRef, line: LineRef): boolean {
    const placed: Placed<R> = { record, fileId: file.fileId, byteOffset: line.byteOffset };
    const before = this.#places.get(key);
    if (before !== undefined && this.#isNewer(before, placed)) return false;
    this.#places.set(key, placed);
    this.#records.set(key, record);
    return true;
  }

  #isNewer(a: Placed<R>, b: Placed<R>): boolean {
    const isOneFile = a.fileId === b.fileId;
    const isByPlace = isOneFile && this.#options.isLineOrderFirst;
    const order = isByPlace ? 0 : this.#options.compare(a.record, b.record);
    if (order !== 0) return order > 0;
    return isOneFile ? a.byteOffset > b.byteOffset : a.fileId > b.fileId;
  }
}

/** Order of two times, older first; an unknown time is older than any. */
export function compareTimes(a: number | null, b: number | null): number {
  const left = a ?? Number.NEGATIVE_INFINITY;
  const right = b ?? Number.NEGATIVE_INFINITY;
  return left === right ? 0 : left - right;
}
