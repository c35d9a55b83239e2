import { closeSync, fstatSync, openSync, readSync } from "node:fs";

import { PartScanner } from "../core/ingest/part-scanner.ts";
import type { ScannerEngine } from "../core/ingest/scanner-engine.ts";
import { tailAfter } from "./read-fingerprint.ts";
import type { ScanOrder, SentPart } from "./scan-messages.ts";

const LINE_FEED = 0x0a;
/** Records that come by themselves make a part large, and long to take. */
const PART_ENTRIES = 200;

/** Reads one file, on a thread that may wait for the disk, from a line on up to an offset. */
export class ScanJob {
  readonly #handle: number;
  readonly #endOffset: number;
  readonly #partBytes: number;
  readonly #buffer: Uint8Array;
  readonly #scanner: PartScanner;
  #offset: number;
  /** The last bytes that were read, and those before the end of the last whole line. */
  #tail: Uint8Array = new Uint8Array(0);
  #lineTail: Uint8Array = new Uint8Array(0);

  /** Null when another file than the one that is meant stands at the path. Throws when it cannot be opened. */
  static open(order: ScanOrder, engine: ScannerEngine): ScanJob | null {
    const handle = openSync(order.path, "r");
    const { dev, ino } = fstatSync(handle, { bigint: true });
    if (`${dev}:${ino}` === order.identity) return new ScanJob(handle, order, engine);
    closeSync(handle);
    return null;
  }

  private constructor(handle: number, order: ScanOrder, engine: ScannerEngine) {
    const { kind, start, endOffset, partBytes, naiveTimeZone, nowMs } = order;
    const file = { fileId: 0, label: "", kind, rootId: 0 };
    this.#handle = handle;
    this.#endOffset = endOffset;
    this.#partBytes = partBytes;
    this.#buffer = engine.readBuffer;
    this.#scanner = new PartScanner(file, start, { naiveTimeZone, nowMs }, engine);
    this.#offset = start.byteOffset;
  }

  /** What comes next, in memory that is given for it; null behind the last whole line. */
  next(columns: ArrayBuffer): SentPart | null {
    this.#scanner.reuse(columns);
    for (let isOpen = true; isOpen && !this.#isEnough();) isOpen = this.#readBlock();
    const part = this.#scanner.cut();
    return part === null ? null : { part, tail: this.#lineTail };
  }

  close(): void {
    closeSync(this.#handle);
  }

  #isEnough(): boolean {
    const { bytes, entries } = this.#scanner.waiting;
    return bytes >= this.#partBytes || (bytes > 0 && entries >= PART_ENTRIES);
  }

  /** False at the end. Blocks are as small as the scanner's slices, so that no part has too many entries. */
  #readBlock(): boolean {
    const { sliceBytes } = this.#scanner;
    const wanted = Math.min(this.#buffer.length, sliceBytes, this.#partBytes, this.#endOffset - this.#offset);
    const count = wanted <= 0 ? 0 : readSync(this.#handle, this.#buffer, 0, wanted, this.#offset);
    if (count === 0) return false;
    const block = this.#buffer.subarray(0, count);
    const lineEnd = block.lastIndexOf(LINE_FEED) + 1;
    if (lineEnd > 0) this.#lineTail = tailAfter(this.#tail, block.subarray(0, lineEnd));
    this.#tail = tailAfter(this.#tail, block);
    this.#offset += count;
    this.#scanner.push(block);
    return true;
  }
}
