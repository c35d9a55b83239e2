import type { FileRef, LineRef } from "../ingest/record-sink.ts";

import { isListOf, isNumber, isObjectWith, isText, type Guard } from "./snapshot/json-guards.ts";
import type { SectionReader } from "./snapshot/section-reader.ts";
import type { SectionWriter } from "./snapshot/section-writer.ts";
import type { Stored } from "./snapshot/stored.ts";

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
  /** Of a record that comes back from a snapshot. */
  readonly isRecord: Guard<R>;
}

/**
 * Keeps one record per key: the newest. First the newest of each file, then the newest of those: so rotated
 * files may be read in any order and interleaved anyhow.
 */
export class LatestByKey<R extends object> implements Stored {
  readonly #records = new Map<string, R>();
  readonly #byFile = new Map<number, Map<string, Placed<R>>>();
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
    return this.#add(key, { record, fileId: file.fileId, byteOffset: line.byteOffset });
  }

  /** The newest of each file by key, keys in the order in which they came. */
  saveTo(to: SectionWriter): void {
    const files = [...this.#byFile].toSorted(([a], [b]) => a - b).map(([, ofFile]) => ofFile);
    const placed = [...this.#records.keys()].flatMap((key) =>
      files.flatMap((ofFile) => {
        const found = ofFile.get(key);
        return found === undefined ? [] : [{ key, ...found }];
      }),
    );
    to.json("records", placed);
  }

  restoreFrom(from: SectionReader): void {
    const isPlaced = isObjectWith<Placed<R> & { readonly key: string }>({
      key: isText,
      fileId: isNumber,
      byteOffset: isNumber,
      record: this.#options.isRecord,
    });
    for (const { key, record, fileId, byteOffset } of from.json("records", isListOf(isPlaced))) {
      this.#add(key, { record, fileId, byteOffset });
    }
  }

  #add(key: string, placed: Placed<R>): boolean {
    const ofFile = this.#byFile.get(placed.fileId) ?? new Map<string, Placed<R>>();
    this.#byFile.set(placed.fileId, ofFile);
    const before = ofFile.get(key);
    if (before !== undefined && this.#isNewerInFile(before, placed)) return false;
    ofFile.set(key, placed);
    const holder = this.#newestOfFiles(key, placed);
    this.#records.set(key, holder.record);
    return holder === placed;
  }

  /** A line can take back what its file said before, so the files are compared anew. There are few. */
  #newestOfFiles(key: string, candidate: Placed<R>): Placed<R> {
    let newest = candidate;
    for (const ofFile of this.#byFile.values()) {
      const other = ofFile.get(key);
      if (other !== undefined && this.#isNewerOfFiles(other, newest)) newest = other;
    }
    return newest;
  }

  #isNewerInFile(a: Placed<R>, b: Placed<R>): boolean {
    const order = this.#options.isLineOrderFirst ? 0 : this.#options.compare(a.record, b.record);
    return order === 0 ? a.byteOffset > b.byteOffset : order > 0;
  }

  #isNewerOfFiles(a: Placed<R>, b: Placed<R>): boolean {
    const order = this.#options.compare(a.record, b.record);
    return order === 0 ? a.fileId > b.fileId : order > 0;
  }
}

/** Order of two times, older first; an unknown time is older than any. */
export function compareTimes(a: number | null, b: number | null): number {
  const left = a ?? Number.NEGATIVE_INFINITY;
  const right = b ?? Number.NEGATIVE_INFINITY;
  return left === right ? 0 : left - right;
}
