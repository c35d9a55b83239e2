import { createHash } from "node:crypto";

import type { OpenFile } from "./telemetry-fs.ts";

const PROBE_BYTES = 4096;

/** What was read of a file, in 2 hashes: enough to tell "it grew" from "it was replaced". */
export interface Fingerprint {
  /** Bytes read so far; the hashes are of what stands before this offset. */
  readonly offset: number;
  /** sha1 of the first min(4096, offset) bytes. */
  readonly head: string;
  /** sha1 of the last min(4096, offset) bytes before the offset. */
  readonly tail: string;
}

const sha1 = (bytes: Uint8Array): string => createHash("sha1").update(bytes).digest("hex");

/** The last 4096 bytes after a chunk, as a copy; `tail` are those before it. */
export function tailAfter(tail: Uint8Array, chunk: Uint8Array): Uint8Array {
  return chunk.byteLength >= PROBE_BYTES
    ? chunk.slice(chunk.byteLength - PROBE_BYTES)
    : Buffer.concat([tail.subarray(-(PROBE_BYTES - chunk.byteLength)), chunk]);
}

/** What a fingerprint is made of: how far a file was read, and the first and last bytes up to there. */
export interface BytesRead {
  readonly offset: number;
  readonly head: Uint8Array;
  readonly tail: Uint8Array;
}

const NOTHING_READ: BytesRead = { offset: 0, head: new Uint8Array(0), tail: new Uint8Array(0) };

/** Follows the bytes read, so that a fingerprint needs no second read of the file. */
export class FingerprintRecorder {
  #offset: number;
  #head: Uint8Array;
  #tail: Uint8Array;
  #cached: Fingerprint | null = null;

  /** Goes on where another one has got to. */
  constructor({ offset, head, tail }: BytesRead = NOTHING_READ) {
    this.#offset = offset;
    this.#head = head;
    this.#tail = tail;
  }

  /** As of now. */
  get read(): BytesRead {
    return { offset: this.#offset, head: this.#head, tail: this.#tail };
  }

  /** Bytes taken so far. */
  get offset(): number {
    return this.#offset;
  }

  /** Takes the next bytes of the file, in order. They are copied: the caller may reuse its buffer. */
  push(chunk: Uint8Array): void {
    if (chunk.byteLength === 0) return;
    const missing = PROBE_BYTES - this.#head.byteLength;
    if (missing > 0) this.#head = Buffer.concat([this.#head, chunk.subarray(0, missing)]);
    this.#tail = tailAfter(this.#tail, chunk);
    this.#offset += chunk.byteLength;
    this.#cached = null;
  }

  /** Whether later bytes may be skipped: a fingerprint has the first ones. */
  get hasHead(): boolean {
    return this.#head.byteLength === PROBE_BYTES;
  }

  /** Takes note of the next `count` bytes by the last of them, 4096 or all. */
  skip(count: number, last: Uint8Array): void {
    if (!this.hasHead) throw new RangeError("the first bytes of a file cannot be skipped");
    this.#tail = tailAfter(this.#tail, last.subarray(-Math.min(count, PROBE_BYTES)));
    this.#offset += count;
    this.#cached = null;
  }

  /** Fingerprint of what was taken so far. */
  current(): Fingerprint {
    this.#cached ??= { offset: this.#offset, head: sha1(this.#head), tail: sha1(this.#tail) };
    return this.#cached;
  }
}

async function readRange(file: OpenFile, position: number, length: number): Promise<Uint8Array> {
  const target = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const count = await file.read(target.subarray(filled), position + filled);
    if (count === 0) break;
    filled += count;
  }
  return target.subarray(0, filled);
}

/** Whether the open file still begins with, and up to the offset ends with, the bytes that were read. */
export async function matchesFingerprint(file: OpenFile, known: Fingerprint): Promise<boolean> {
  const length = Math.min(PROBE_BYTES, known.offset);
  if (length === 0) return true;
  const isHeadTail = known.offset === length;
  if (isHeadTail && known.head !== known.tail) return false;
  const [tail, head] = await Promise.all([
    readRange(file, known.offset - length, length),
    isHeadTail ? null : readRange(file, 0, length),
  ]);
  return sha1(tail) === known.tail && (head === null || sha1(head) === known.head);
}

/** Fingerprint of the first bytes of an open file, up to an offset that it has. */
export async function readFingerprint(file: OpenFile, offset: number): Promise<Fingerprint> {
  const length = Math.min(PROBE_BYTES, offset);
  const head = sha1(await readRange(file, 0, length));
  const tail = offset === length ? head : sha1(await readRange(file, offset - length, length));
  return { offset, head, tail };
}
