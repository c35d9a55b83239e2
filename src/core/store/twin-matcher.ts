import { isTwinDistance, twinDistance } from "../records/twin-key.ts";

/** What is compared between the two lines of one call, by row. */
export interface TwinRows {
  atMs(row: number): number;
  latencyMs(row: number): number;
  fileId(row: number): number;
  byteOffset(row: number): number;
}

export interface TwinPair {
  readonly first: number;
  readonly second: number;
}

export interface TwinLimits {
  /** Rows without a twin that are remembered per root. */
  readonly waiting: number;
  /** ... and of them per key and side, which bounds the search for one row. */
  readonly waitingPerKey: number;
}

const DEFAULT_LIMITS: TwinLimits = { waiting: 65_536, waitingPerKey: 4096 };

type Side = "first" | "second";

interface Waiting {
  readonly side: Side;
  readonly key: string;
}

/**
 * Finds the second line of each call of one root as lines arrive, whichever comes first. A row that finds no
 * twin waits; never by the clock, because one file may mix time zones, but the oldest leave when too many
 * wait. A row that left stays a call of its own.
 */
export class TwinMatcher {
  readonly #rows: TwinRows;
  readonly #limits: TwinLimits;
  /** Per side and key: rows by time ascending. */
  readonly #bySide = { first: new Map<string, number[]>(), second: new Map<string, number[]>() };
  /** In the order of arrival. */
  readonly #waiting = new Map<number, Waiting>();

  constructor(rows: TwinRows, limits: TwinLimits = DEFAULT_LIMITS) {
    this.#rows = rows;
    this.#limits = limits;
  }

  get waitingCount(): number {
    return this.#waiting.size;
  }

  /** Takes a new row; returns the pair it completes, or null. A row without a time has no twin. */
  offer(row: number, side: Side, key: string): TwinPair | null {
    if (Number.isNaN(this.#rows.atMs(row))) return null;
    const other = this.#takeBest(row, side, key);
    if (other < 0) {
      this.#wait(row, { side, key });
      return null;
    }
    return side === "first" ? { first: row, second: other } : { first: other, second: row };
  }

  /** The best waiting row of the other side, no longer waiting; -1 when there is none. */
  #takeBest(row: number, side: Side, key: string): number {
    const waiting = this.#bySide[side === "first" ? "second" : "first"];
    const candidates = waiting.get(key);
    if (candidates === undefined) return -1;
    let bestAt = -1;
    let bestDistance = Number.POSITIVE_INFINITY;
    for (let at = this.#firstWithin(candidates, row, side); at < candidates.length; at++) {
      const candidate = candidates[at] ?? 0;
      if (!isTwinDistance(this.#timeDistance(row, candidate, side))) break;
      const distance = this.#distance(row, candidate, side);
      const isBetter =
        bestAt < 0 ||
        distance < bestDistance ||
        (distance === bestDistance && this.#isEarlierLine(candidate, candidates[bestAt] ?? 0));
      if (!isBetter) continue;
      bestAt = at;
      bestDistance = distance;
    }
    if (bestAt < 0) return -1;
    const best = candidates[bestAt] ?? -1;
    removeAt(waiting, key, candidates, bestAt);
    this.#waiting.delete(best);
    return best;
  }

  /** Index of the first candidate that is not too old for the row: candidates are sorted by time. */
  #firstWithin(candidates: readonly number[], row: number, side: Side): number {
    let low = 0;
    let high = candidates.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const candidate = candidates[middle] ?? 0;
      const isOlder = this.#rows.atMs(candidate) < this.#rows.atMs(row);
      if (isOlder && !isTwinDistance(this.#timeDistance(row, candidate, side))) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Time of the second line minus time of the first one. */
  #timeDistance(row: number, candidate: number, side: Side): number {
    const ahead = this.#rows.atMs(row) - this.#rows.atMs(candidate);
    return side === "second" ? ahead : -ahead;
  }

  #distance(row: number, candidate: number, side: Side): number {
    const more = this.#rows.latencyMs(row) - this.#rows.latencyMs(candidate);
    const dLatencyMs = side === "second" ? more : -more;
    const distance = twinDistance(this.#timeDistance(row, candidate, side), dLatencyMs);
    return Number.isNaN(distance) ? Number.POSITIVE_INFINITY : distance;
  }

  #isEarlierLine(a: number, b: number): boolean {
    const files = this.#rows.fileId(a) - this.#rows.fileId(b);
    return files === 0 ? this.#rows.byteOffset(a) < this.#rows.byteOffset(b) : files < 0;
  }

  #wait(row: number, waiting: Waiting): void {
    const side = this.#bySide[waiting.side];
    const rows = side.get(waiting.key);
    this.#waiting.set(row, waiting);
    if (rows === undefined) side.set(waiting.key, [row]);
    else rows.splice(this.#placeOf(rows, row), 0, row);
    if (rows !== undefined && rows.length > this.#limits.waitingPerKey) this.#thin(side, waiting.key, rows);
    if (this.#waiting.size > this.#limits.waiting) this.#forgetOldest();
  }

  /** Where a row belongs among rows sorted by time: after those of the same time. */
  #placeOf(rows: readonly number[], row: number): number {
    const atMs = this.#rows.atMs(row);
    let low = 0;
    let high = rows.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#rows.atMs(rows[middle] ?? 0) > atMs) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** Forgets the quarter of a key's rows that came first. */
  #thin(side: Map<string, number[]>, key: string, rows: readonly number[]): void {
    const byArrival = rows.toSorted((a, b) => a - b);
    const firstKept = byArrival[Math.ceil(rows.length / 4)] ?? 0;
    for (const row of byArrival) {
      if (row < firstKept) this.#waiting.delete(row);
    }
    side.set(
      key,
      rows.filter((row) => row >= firstKept),
    );
  }

  /** A quarter at once: walking past deleted map entries for each single row would cost as much again. */
  #forgetOldest(): void {
    let left = Math.ceil(this.#limits.waiting / 4);
    for (const row of this.#waiting.keys()) {
      if (left-- === 0) return;
      this.#forget(row);
    }
  }

  #forget(row: number): void {
    const waiting = this.#waiting.get(row);
    if (waiting === undefined) return;
    this.#waiting.delete(row);
    const side = this.#bySide[waiting.side];
    const rows = side.get(waiting.key) ?? [];
    removeAt(side, waiting.key, rows, rows.indexOf(row));
  }
}

function removeAt(side: Map<string, number[]>, key: string, rows: number[], at: number): void {
  if (rows.length === 1) side.delete(key);
  else rows.splice(at, 1);
}
