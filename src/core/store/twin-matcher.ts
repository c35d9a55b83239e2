import { isTwinDistance, twinDistance } from "../records/twin-key.ts";
import type { SectionReader } from "./snapshot/section-reader.ts";
import type { SectionWriter } from "./snapshot/section-writer.ts";
import type { Stored } from "./snapshot/stored.ts";
import { comboOfKind, SKETCH_PLACES, sketchPlace, twinHash, twinKind } from "./twin-hash.ts";
import { DEFAULT_TWIN_LIMITS, type TwinLimits } from "./twin-limits.ts";

/** Where two lines stand, for the rare case that they fit a third one equally well. */
export interface TwinRows {
  fileId(row: number): number;
  byteOffset(row: number): number;
}

/** What is compared between the two lines of one call. Filled anew for each line, so that none is allocated. */
export interface TwinLine {
  row: number;
  isSecond: boolean;
  /** NaN: the line has no twin. */
  atMs: number;
  latencyMs: number;
  /** Number of the combination of workflow, step, task type, provider, tier and model. */
  combo: number;
  /** 0 to 3. */
  success: number;
  /** `MISSING_IN_KEY` where it is not known. */
  inputTokens: number;
  outputTokens: number;
  estimatedCost: number;
}

/** Stands for a missing number in a key: no number of a call is such a fraction. */
export const MISSING_IN_KEY = -0.5;

export function emptyTwinLine(): TwinLine {
  return {
    row: -1,
    isSecond: false,
    atMs: Number.NaN,
    latencyMs: Number.NaN,
    combo: 0,
    success: 0,
    inputTokens: MISSING_IN_KEY,
    outputTokens: MISSING_IN_KEY,
    estimatedCost: MISSING_IN_KEY,
  };
}

// Fields of an entry, doubles.
const ROW = 0;
const AT_MS = 1;
const LATENCY_MS = 2;
const KIND = 3;
const INPUT = 4;
const OUTPUT = 5;
const COST = 6;
const FIELDS = 8;
// Links of an entry, int32; -1 is "none".
const NEXT = 0;
const PREVIOUS = 1;
const NEWER = 2;
const OLDER = 3;
const LINKS = 4;

const FIRST_CAPACITY = 64;
const NONE = -1;

/**
 * Finds the second line of each call of one root as lines arrive, whichever comes first. A row that finds no
 * twin waits; never by the clock, because one file may mix time zones, but the oldest leaves when too many
 * wait. A row that left stays a call of its own.
 *
 * Nearly every line is a twin, so this is as hot as the scanner: a hash table in typed arrays, whose few live
 * entries stay in the processor's cache because a freed one is used again at once.
 */
export class TwinMatcher implements Stored {
  readonly #rows: TwinRows;
  readonly #limits: TwinLimits;
  #fields = new Float64Array(FIRST_CAPACITY * FIELDS);
  #links = new Int32Array(FIRST_CAPACITY * LINKS);
  /** By hash: the newest entry of the chain. */
  #heads = new Int32Array(FIRST_CAPACITY * 2).fill(NONE);
  /** How many waiting lines have tokens and cost that fall on a place: 0 rules a key out at once. */
  readonly #sketch = new Uint32Array(SKETCH_PLACES);
  #free = NONE;
  #used = 0;
  #count = 0;
  #newest = NONE;
  #oldest = NONE;

  constructor(rows: TwinRows, limits: TwinLimits = DEFAULT_TWIN_LIMITS) {
    this.#rows = rows;
    this.#limits = limits;
  }

  get waitingCount(): number {
    return this.#count;
  }

  /** Takes a new line; returns the row of its twin, which waits no longer, or -1. */
  offer(line: TwinLine): number {
    if (Number.isNaN(line.atMs)) return -1;
    const best = this.#findBest(line);
    if (best === NONE) {
      this.#wait(line);
      return -1;
    }
    const row = this.#fields[best * FIELDS + ROW] ?? -1;
    this.#remove(best);
    return row;
  }

  /** False when surely no waiting line has these tokens and this cost, which is nearly always so. */
  mayWait(inputTokens: number, estimatedCost: number): boolean {
    return this.#sketch[sketchPlace(inputTokens, estimatedCost)] !== 0;
  }

  /** Whether a line waits that could be the twin of this one, as far as its key tells. */
  mayMatch(line: TwinLine): boolean {
    const kind = twinKind(line.combo, line.success, !line.isSecond);
    let entry = this.#heads[this.#bucketOf(line)] ?? NONE;
    while (entry !== NONE) {
      const at = entry * FIELDS;
      if (this.#fields[at + KIND] === kind && this.#isSameKey(at, line)) return true;
      entry = this.#links[entry * LINKS + NEXT] ?? NONE;
    }
    return false;
  }

  /** Lets a line wait that is known to have no twin yet. */
  remember(line: TwinLine): void {
    if (!Number.isNaN(line.atMs)) this.#wait(line);
  }

  /** The lines that wait, the oldest first. */
  saveTo(to: SectionWriter): void {
    const waiting = new Float64Array(this.#count * FIELDS);
    let at = 0;
    for (let entry = this.#oldest; entry !== NONE; entry = this.#links[entry * LINKS + NEWER] ?? NONE) {
      waiting.set(this.#fields.subarray(entry * FIELDS, (entry + 1) * FIELDS), at);
      at += FIELDS;
    }
    to.array("waiting", waiting);
  }

  restoreFrom(from: SectionReader): void {
    const waiting = from.array("waiting", "f64");
    for (let at = 0; at < waiting.length; at += FIELDS) {
      const entry = this.#allocate();
      this.#fields.set(waiting.subarray(at, at + FIELDS), entry * FIELDS);
      this.#enter(entry);
    }
  }

  #findBest(line: TwinLine): number {
    const fields = this.#fields;
    const kind = twinKind(line.combo, line.success, !line.isSecond);
    let best = NONE;
    let bestDistance = Number.POSITIVE_INFINITY;
    let left = this.#limits.compared;
    let entry = this.#heads[this.#bucketOf(line)] ?? NONE;
    while (entry !== NONE && left > 0) {
      const at = entry * FIELDS;
      if (fields[at + KIND] === kind && this.#isSameKey(at, line)) {
        left--;
        const distance = this.#distance(at, line);
        if (distance < bestDistance || (distance === bestDistance && this.#isEarlier(entry, best))) {
          best = entry;
          bestDistance = distance;
        }
      }
      entry = this.#links[entry * LINKS + NEXT] ?? NONE;
    }
    return best;
  }

  #isSameKey(at: number, line: TwinLine): boolean {
    const fields = this.#fields;
    return (
      fields[at + INPUT] === line.inputTokens &&
      fields[at + COST] === line.estimatedCost &&
      fields[at + OUTPUT] === line.outputTokens
    );
  }

  /** How badly two lines fit; NaN where they are too far apart to be twins, which compares as "not better". */
  #distance(at: number, line: TwinLine): number {
    const ahead = line.atMs - (this.#fields[at + AT_MS] ?? Number.NaN);
    const dtMs = line.isSecond ? ahead : -ahead;
    if (!isTwinDistance(dtMs)) return Number.NaN;
    const more = line.latencyMs - (this.#fields[at + LATENCY_MS] ?? Number.NaN);
    return twinDistance(dtMs, line.isSecond ? more : -more);
  }

  #isEarlier(entry: number, other: number): boolean {
    if (other === NONE) return true;
    const a = this.#fields[entry * FIELDS + ROW] ?? 0;
    const b = this.#fields[other * FIELDS + ROW] ?? 0;
    const files = this.#rows.fileId(a) - this.#rows.fileId(b);
    return files === 0 ? this.#rows.byteOffset(a) < this.#rows.byteOffset(b) : files < 0;
  }

  #wait(line: TwinLine): void {
    const entry = this.#allocate();
    const at = entry * FIELDS;
    this.#fields[at + ROW] = line.row;
    this.#fields[at + AT_MS] = line.atMs;
    this.#fields[at + LATENCY_MS] = line.latencyMs;
    this.#fields[at + KIND] = twinKind(line.combo, line.success, line.isSecond);
    this.#fields[at + INPUT] = line.inputTokens;
    this.#fields[at + OUTPUT] = line.outputTokens;
    this.#fields[at + COST] = line.estimatedCost;
    this.#enter(entry);
  }

  #enter(entry: number): void {
    this.#chain(entry, this.#bucketOfEntry(entry));
    this.#links[entry * LINKS + OLDER] = this.#newest;
    this.#links[entry * LINKS + NEWER] = NONE;
    if (this.#newest === NONE) this.#oldest = entry;
    else this.#links[this.#newest * LINKS + NEWER] = entry;
    this.#newest = entry;
    this.#count++;
    this.#countInSketch(entry * FIELDS, 1);
    if (this.#count > this.#limits.waiting) this.#remove(this.#oldest);
  }

  #allocate(): number {
    const entry = this.#free;
    if (entry !== NONE) {
      this.#free = this.#links[entry * LINKS + NEXT] ?? NONE;
      return entry;
    }
    if ((this.#used + 1) * LINKS > this.#links.length) this.#grow();
    return this.#used++;
  }

  #grow(): void {
    const fields = new Float64Array(this.#fields.length * 2);
    const links = new Int32Array(this.#links.length * 2);
    fields.set(this.#fields);
    links.set(this.#links);
    this.#fields = fields;
    this.#links = links;
    this.#heads = new Int32Array(this.#heads.length * 2).fill(NONE);
    // From the oldest on, so that every chain has its newest entry first again.
    for (let entry = this.#oldest; entry !== NONE; entry = links[entry * LINKS + NEWER] ?? NONE) {
      this.#chain(entry, this.#bucketOfEntry(entry));
    }
  }

  #chain(entry: number, bucket: number): void {
    const head = this.#heads[bucket] ?? NONE;
    this.#links[entry * LINKS + NEXT] = head;
    this.#links[entry * LINKS + PREVIOUS] = NONE;
    if (head !== NONE) this.#links[head * LINKS + PREVIOUS] = entry;
    this.#heads[bucket] = entry;
  }

  #remove(entry: number): void {
    const links = this.#links;
    const at = entry * LINKS;
    const next = links[at + NEXT] ?? NONE;
    const previous = links[at + PREVIOUS] ?? NONE;
    const newer = links[at + NEWER] ?? NONE;
    const older = links[at + OLDER] ?? NONE;
    if (previous === NONE) this.#heads[this.#bucketOfEntry(entry)] = next;
    else links[previous * LINKS + NEXT] = next;
    if (next !== NONE) links[next * LINKS + PREVIOUS] = previous;
    if (newer === NONE) this.#newest = older;
    else links[newer * LINKS + OLDER] = older;
    if (older === NONE) this.#oldest = newer;
    else links[older * LINKS + NEWER] = newer;
    this.#countInSketch(entry * FIELDS, -1);
    links[at + NEXT] = this.#free;
    this.#free = entry;
    this.#count--;
  }

  #countInSketch(at: number, change: number): void {
    const place = sketchPlace(this.#fields[at + INPUT] ?? 0, this.#fields[at + COST] ?? 0);
    this.#sketch[place] = (this.#sketch[place] ?? 0) + change;
  }

  #bucketOf(line: TwinLine): number {
    return this.#bucket(line.combo, line.inputTokens, line.estimatedCost);
  }

  #bucketOfEntry(entry: number): number {
    const at = entry * FIELDS;
    const combo = comboOfKind(this.#fields[at + KIND] ?? 0);
    return this.#bucket(combo, this.#fields[at + INPUT] ?? 0, this.#fields[at + COST] ?? 0);
  }

  #bucket(combo: number, input: number, cost: number): number {
    return twinHash(combo, input, cost) & (this.#heads.length - 1);
  }
}
