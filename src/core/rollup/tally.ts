import { nanoToUsd } from "../records/money.ts";
import {
  COST, COUNT, FAILED, INPUT, OUTPUT, SUCCEEDED, TOKENS, WITH_TOKENS, WITHOUT_OUTPUT,
} from "./cube/flat-tally.ts"; // prettier-ignore
import type { SumParts, TallyParts } from "../store/archived-days.ts";

/** The sum of what is known: NaN only when neither is. */
export function addKnown(a: number, b: number): number {
  if (Number.isNaN(a)) return b;
  return Number.isNaN(b) ? a : a + b;
}

/** `null` for NaN: columns say "not reported" by NaN, results by `null`. */
export function reported(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

/** Dollars of a column's nano-dollars, `null` where not reported. */
export function reportedUsd(nano: number): number | null {
  return Number.isNaN(nano) ? null : nanoToUsd(nano);
}

/** Integers up to it are exact as doubles. */
const EXACT_LIMIT = 2 ** 53;

/**
 * A sum of one field over records of which some may not report it. Of integers less than 2^53 either way (all
 * money is) the sum is exact however large it grows, so that no order of the records changes a digit.
 */
export class KnownSum {
  reports = 0;
  /** Less than 2^53 either way; all of the sum, but for what was carried. */
  #low = 0;
  /** What was carried, in units of 2^53. */
  #carried = 0;

  /** The sum, rounded once if it is beyond 2^53. */
  get value(): number {
    return this.#carried * EXACT_LIMIT + this.#low;
  }

  /** NaN is not reported. */
  add(value: number): void {
    const low = this.#low + value;
    // One test for every row; NaN fails it too. The limit itself may be what a sum beyond it was rounded to.
    if (Math.abs(low) < EXACT_LIMIT) {
      this.#low = low;
      this.reports++;
    } else if (!Number.isNaN(value)) {
      this.#carry(value);
      this.reports++;
    }
  }

  /** What is known of `value` less; no report more or less. */
  subtract(value: number): void {
    if (!Number.isNaN(value)) this.#move(-value);
  }

  /** Adds a sum that stands in a flat array, see `cube/flat-tally.ts`. */
  addFlat(values: Float64Array, at: number): void {
    this.#move(values[at] ?? 0);
    this.#carried += values[at + 1] ?? 0;
    this.reports += values[at + 2] ?? 0;
  }

  addSum(other: KnownSum): void {
    this.addParts(other.toParts());
  }

  addParts({ low, carried, reports }: SumParts): void {
    this.#move(low);
    this.#carried += carried;
    this.reports += reports;
  }

  toParts(): SumParts {
    return { low: this.#low, carried: this.#carried, reports: this.reports };
  }

  #move(value: number): void {
    const low = this.#low + value;
    if (Math.abs(low) < EXACT_LIMIT) this.#low = low;
    else this.#carry(value);
  }

  /** Both have the same sign here: carrying first keeps every step within the exact range. */
  #carry(value: number): void {
    const sign = value < 0 ? -1 : 1;
    this.#carried += sign;
    this.#low = this.#low - sign * EXACT_LIMIT + value;
  }

  /** The sum; `null` when there are records and none reports the field; 0 when there are none. */
  of(records: number): number | null {
    return records > 0 && this.reports === 0 ? null : this.value;
  }

  /** As `of`, from nano-dollars to dollars. */
  usdOf(records: number): number | null {
    const nano = this.of(records);
    return nano === null ? null : nanoToUsd(nano);
  }
}

/** What is counted of a group of records. One per group, never one per record. */
export class Tally {
  /** Place among the groups of its map, in the order of their making. */
  readonly index: number;
  count = 0;
  failed = 0;
  succeeded = 0;
  readonly costNano = new KnownSum();
  readonly savingsNano = new KnownSum();
  readonly tokens = new KnownSum();
  readonly inputTokens = new KnownSum();
  readonly outputTokens = new KnownSum();
  #withTokens = 0;
  #withoutOutput = 0;

  constructor(index = 0) {
    this.index = index;
  }

  addRecord(costNano: number, success: boolean | null): void {
    this.count++;
    this.costNano.add(costNano);
    if (success === true) this.succeeded++;
    else if (success === false) this.failed++;
  }

  addTokens(input: number, output: number): void {
    const total = addKnown(input, output);
    this.tokens.add(total);
    this.inputTokens.add(input);
    this.outputTokens.add(output);
    if (!(total > 0)) return;
    this.#withTokens++;
    if (output === 0) this.#withoutOutput++;
  }

  /** Adds a tally that stands in a flat array. */
  addFlat(values: Float64Array, at: number): void {
    this.count += values[at + COUNT] ?? 0;
    this.failed += values[at + FAILED] ?? 0;
    this.succeeded += values[at + SUCCEEDED] ?? 0;
    this.#withTokens += values[at + WITH_TOKENS] ?? 0;
    this.#withoutOutput += values[at + WITHOUT_OUTPUT] ?? 0;
    this.costNano.addFlat(values, at + COST);
    this.tokens.addFlat(values, at + TOKENS);
    this.inputTokens.addFlat(values, at + INPUT);
    this.outputTokens.addFlat(values, at + OUTPUT);
  }

  addParts(parts: TallyParts): void {
    this.count += parts.count;
    this.failed += parts.failed;
    this.succeeded += parts.succeeded;
    this.costNano.addParts(parts.costNano);
    this.savingsNano.addParts(parts.savingsNano);
    this.tokens.addParts(parts.tokens);
    this.inputTokens.addParts(parts.inputTokens);
    this.outputTokens.addParts(parts.outputTokens);
    this.#withTokens += parts.withTokens;
    this.#withoutOutput += parts.withoutOutput;
  }

  toParts(): TallyParts {
    return {
      count: this.count,
      failed: this.failed,
      succeeded: this.succeeded,
      withTokens: this.#withTokens,
      withoutOutput: this.#withoutOutput,
      costNano: this.costNano.toParts(),
      savingsNano: this.savingsNano.toParts(),
      tokens: this.tokens.toParts(),
      inputTokens: this.inputTokens.toParts(),
      outputTokens: this.outputTokens.toParts(),
    };
  }

  /**
   * False when most records with tokens have an output of 0: the producer then wrote input + output into
   * the input field, and showing it as "input" would be wrong.
   */
  get isTokenSplitRecorded(): boolean {
    return this.#withoutOutput * 2 <= this.#withTokens;
  }

  /** Successes among the records that report one; `null` when none does. */
  get successRate(): number | null {
    const reports = this.succeeded + this.failed;
    return reports === 0 ? null : this.succeeded / reports;
  }
}

/** Groups by key, made when first asked for. */
export class TallyMap {
  readonly #tallies = new Map<string, Tally>();

  get(key: string): Tally {
    let tally = this.#tallies.get(key);
    if (tally === undefined) {
      tally = new Tally(this.#tallies.size);
      this.#tallies.set(key, tally);
    }
    return tally;
  }

  find(key: string): Tally | undefined {
    return this.#tallies.get(key);
  }

  get size(): number {
    return this.#tallies.size;
  }

  /** Most expensive first. A group that holds neither records nor money is left out. */
  rows<R extends CostRow>(toRow: (key: string, tally: Tally) => R): readonly R[] {
    return [...this.#tallies]
      .filter(([, tally]) => tally.count > 0 || tally.costNano.value !== 0)
      .map(([key, tally]) => toRow(key, tally))
      .toSorted(byCostThenKey);
  }
}

interface CostRow {
  readonly key: string;
  readonly costUsd: number | null;
}

/** Cost descending, unknown cost last, then key by code units, so that every surface lists alike. */
function byCostThenKey(a: CostRow, b: CostRow): number {
  if (a.costUsd !== b.costUsd) {
    if (a.costUsd === null) return 1;
    if (b.costUsd === null) return -1;
    return b.costUsd - a.costUsd;
  }
  if (a.key === b.key) return 0;
  return a.key < b.key ? -1 : 1;
}
