import type { DaySums } from "../../store/archived-days.ts";
import type { TelemetryDataset } from "../../store/tables.ts";
import { DayKeys } from "../day-keys.ts";
import { DayBuilder } from "./day-builder.ts";
import type { CallGroup, CallGroups } from "./day-groups.ts";

/** Rows between two pauses: a few milliseconds of work. */
const ROWS_AT_ONCE = 4096;

export interface CollectOptions {
  /** IANA zone that days are cut in. */
  readonly timeZone: string;
  readonly nowMs: number;
  /** The part that a file's records belong to; null leaves them out. */
  readonly partOf: (fileId: number) => string | null;
}

/** Days of each part, oldest first, the undated ones before them. */
export type DaysByPart = ReadonlyMap<string, readonly DaySums[]>;

/**
 * Sums of every day, by part. A generator, so that who runs it can pause between its steps; rows that come
 * meanwhile may be in it or not. A call counts for the file of its first twin, a line for its own.
 */
export function* collectDays(
  dataset: TelemetryDataset,
  options: CollectOptions,
): Generator<undefined, DaysByPart> {
  const collector = new DayCollector(dataset, options);
  const { calls, runs } = dataset;
  for (let row = 0; row < calls.count; row++) {
    collector.addCall(row);
    if (row % ROWS_AT_ONCE === 0) yield;
  }
  for (let row = 0; row < runs.count; row++) {
    collector.addRun(row);
    if (row % ROWS_AT_ONCE === 0) yield;
  }
  return collector.build();
}

class DayCollector {
  readonly #dataset: TelemetryDataset;
  readonly #options: CollectOptions;
  readonly #dayKeys: DayKeys;
  readonly #parts = new Map<string, Map<string, DayBuilder>>();
  readonly #daysByFile = new Map<number, Map<string, DayBuilder> | null>();
  readonly #byCombo = new Map<DayBuilder, Map<number, CallGroups>>();

  constructor(dataset: TelemetryDataset, options: CollectOptions) {
    this.#dataset = dataset;
    this.#options = options;
    this.#dayKeys = new DayKeys(options.timeZone, options.nowMs);
  }

  addCall(row: number): void {
    const { calls } = this.#dataset;
    const day = this.#dayOf(calls.fileId(row), calls.atMs(row));
    if (day === null) return;
    const { merged, raw } = this.#groupsOf(day, calls.combo(row));
    this.#count(raw, row, calls.latencyMs(row), calls.run(row));
    if (calls.isMergedAway(row)) return;
    this.#count(merged, row, calls.effectiveLatencyMs(row), calls.effectiveRun(row));
  }

  addRun(row: number): void {
    const { runs } = this.#dataset;
    if (runs.isSuperseded(row)) return;
    this.#dayOf(runs.fileId(row), runs.atMs(row))?.addRun(row);
  }

  build(): DaysByPart {
    const { timeZone } = this.#options;
    const sorted = (days: ReadonlyMap<string, DayBuilder>) =>
      [...days].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([day, sums]) => sums.build(day, timeZone));
    return new Map([...this.#parts].map(([part, days]) => [part, sorted(days)]));
  }

  /** By the number of the combination first: names are compared once for each of a day. */
  #groupsOf(day: DayBuilder, combo: number): CallGroups {
    let byCombo = this.#byCombo.get(day);
    if (byCombo === undefined) {
      byCombo = new Map();
      this.#byCombo.set(day, byCombo);
    }
    let groups = byCombo.get(combo);
    if (groups === undefined) {
      const { workflow, provider, tier, requestedTier, model } = this.#dataset.combos.get(combo);
      groups = day.calls.get([workflow, provider, tier, requestedTier, model]);
      byCombo.set(combo, groups);
    }
    return groups;
  }

  #count(group: CallGroup, row: number, latencyMs: number, run: number): void {
    const { calls } = this.#dataset;
    group.tally.addRecord(calls.costNano(row), calls.success(row));
    group.tally.addTokens(calls.inputTokens(row), calls.outputTokens(row));
    group.latency.add(latencyMs);
    if (run < 0) return;
    group.withRunId++;
    if (this.#dataset.hasRunLine(run)) group.linkedToRun++;
  }

  #dayOf(fileId: number, atMs: number): DayBuilder | null {
    const days = this.#daysOf(fileId);
    if (days === null) return null;
    const key = this.#dayKeys.keyOf(atMs);
    let day = days.get(key);
    if (day === undefined) {
      day = new DayBuilder(this.#dataset);
      days.set(key, day);
    }
    return day;
  }

  #daysOf(fileId: number): Map<string, DayBuilder> | null {
    const known = this.#daysByFile.get(fileId);
    if (known !== undefined) return known;
    const part = this.#options.partOf(fileId);
    const days = part === null ? null : (this.#parts.get(part) ?? new Map<string, DayBuilder>());
    if (part !== null && days !== null) this.#parts.set(part, days);
    this.#daysByFile.set(fileId, days);
    return days;
  }
}
