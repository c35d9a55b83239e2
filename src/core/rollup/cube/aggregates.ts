import { isListOf, isNullOr, isNumber, isText } from "../../store/snapshot/json-guards.ts";
import type { SectionReader } from "../../store/snapshot/section-reader.ts";
import type { SectionWriter } from "../../store/snapshot/section-writer.ts";
import type { Stored } from "../../store/snapshot/stored.ts";
import type { TelemetryDataset } from "../../store/tables.ts";
import { hasRecordsAhead } from "../has-records-ahead.ts";
import type { Basis, TelemetryQuery, TimeWindow } from "../query.ts";
import type { DurationStats } from "../stats.ts";
import { WindowTest } from "../time-window.ts";
import { BlockTimes } from "./block-times.ts";
import { CallCube } from "./call-cube.ts";
import { CallDurations } from "./call-durations.ts";
import { DaySlots } from "./day-slots.ts";
import { Backlog, type Following } from "./following.ts";
import { RecentlyUsed } from "./recently-used.ts";
import { RunCube } from "./run-cube.ts";
import { RunDurations } from "./run-durations.ts";
import { scanLatencies } from "./scan-latencies.ts";
import { CallSlices, RunSlices, type SliceQuestion, type SliceSums } from "./slice-sums.ts";

/** One zone is shown at a time; another one follows when the setting changes. */
const MAX_CUBES = 2;
/** The range and the one before, for two surfaces, and today for the status bar. */
const MAX_WINDOWS = 6;
/** Rows that each part takes in at once while it keeps up: a few blocks more than come between two turns. */
const KEEP_UP_ROWS = 8192;

/** Rows that are scanned in the time in which one is taken in. */
const SCANNED_ROWS = 16;

type CallDayCube = CallCube<DaySlots>;
type RunDayCube = RunCube<DaySlots>;

/** What is kept of one dataset so that no figure needs a pass over all rows: cubes by day, durations by window. */
export class Aggregates implements Stored {
  readonly times: BlockTimes;
  readonly #dataset: TelemetryDataset;
  readonly #callCubes = new RecentlyUsed<CallDayCube | "full">(MAX_CUBES);
  readonly #runCubes = new RecentlyUsed<RunDayCube | "full">(MAX_CUBES);
  /** Latencies of windows that were asked for once, as of so many rows; null where they could not be counted. */
  readonly #scanned = new RecentlyUsed<{ readonly rows: number; readonly stats: DurationStats | null }>(
    MAX_WINDOWS,
  );
  readonly #callDurations = new RecentlyUsed<CallDurations>(MAX_WINDOWS);
  readonly #runDurations = new RecentlyUsed<RunDurations>(MAX_WINDOWS);

  readonly #slices = new RecentlyUsed<CallSlices | RunSlices>(MAX_WINDOWS);
  #mostRows = Infinity;
  /** Sums of earlier days were not restored. */
  #sinceMs = -Infinity;

  constructor(dataset: TelemetryDataset) {
    this.#dataset = dataset;
    this.times = new BlockTimes(dataset.calls);
  }

  /** Sums of all calls by day of the zone; null where there are too many combinations and days to keep. */
  callCube(timeZone: string, mergesTwins: boolean): CallDayCube | null {
    const key = cubeKey(timeZone, mergesTwins);
    const create = () => this.#newCallCube(timeZone, mergesTwins);
    return this.#notFull(this.#callCubes.get(key, create), () => this.#callCubes.get(key, create));
  }

  /**
   * The cubes; with `sinceMs` only their days that reach beyond it, for aggregates without rows. Durations take a pass
   * over all rows to make too, but their windows are mostly of one day.
   */
  saveTo(to: SectionWriter, sinceMs = -Infinity): void {
    const isWhole = sinceMs === -Infinity;
    to.json("sinceMs", isWhole ? null : sinceMs);
    if (isWhole) this.times.saveTo(to.within("times"));
    saveCubes(this.#callCubes, to.within("calls"), sinceMs);
    saveCubes(this.#runCubes, to.within("runs"), sinceMs);
  }

  restoreFrom(from: SectionReader): void {
    const sinceMs = from.json("sinceMs", isNullOr(isNumber));
    if (sinceMs === null) this.times.restoreFrom(from.within("times"));
    else this.#sinceMs = sinceMs;
    restoreCubes(this.#callCubes, from.within("calls"), (key) => {
      const { timeZone, mergesTwins } = cubeOf(key);
      return this.#newCallCube(timeZone, mergesTwins);
    });
    restoreCubes(this.#runCubes, from.within("runs"), (timeZone) => this.#newRunCube(timeZone));
  }

  #newCallCube(timeZone: string, mergesTwins: boolean): CallDayCube {
    const onFull = (cube: CallDayCube) => {
      this.#callCubes.set(cubeKey(timeZone, mergesTwins), "full");
      cube.cells.clear();
    };
    const options = { slots: new DaySlots(timeZone), mergesTwins, window: null, onFull };
    return new CallCube(this.#dataset, this.times, options);
  }

  #newRunCube(timeZone: string): RunDayCube {
    const onFull = (cube: RunDayCube) => {
      this.#runCubes.set(timeZone, "full");
      cube.clear();
    };
    return new RunCube(this.#dataset, new DaySlots(timeZone), onFull);
  }

  runCube(timeZone: string): RunDayCube | null {
    const create = () => this.#newRunCube(timeZone);
    return this.#notFull(this.#runCubes.get(timeZone, create), () => this.#runCubes.get(timeZone, create));
  }

  /**
   * Of all calls of a window but those of hidden workflows (`isHidden`, by combination; null: there are none). Who asks
   * for the first time may never ask again: only the answer is kept then, for as long as no call comes. null where
   * `callDurations` has to be asked.
   */
  scanLatencies(
    { window, nowMs, mergeTwins, hiddenWorkflows }: TelemetryQuery,
    isHidden: Uint8Array | null,
  ): DurationStats | null {
    const endMs = this.endMs(nowMs);
    const key = keyOf(window, endMs, mergeTwins);
    const { calls } = this.#dataset;
    if (this.#callDurations.has(key) || calls.count > this.#mostRows * SCANNED_ROWS) return null;
    const source = { calls, times: this.times };
    const asked = { mergesTwins: mergeTwins, window: new WindowTest(window, endMs), isOut: isHidden };
    const scanned = this.#scanned.get(`${key} ${JSON.stringify(hiddenWorkflows)}`, () => ({
      rows: calls.count,
      stats: scanLatencies(source, asked),
    }));
    return scanned.rows === calls.count ? scanned.stats : null;
  }

  callDurations({ window, nowMs, mergeTwins }: TelemetryQuery): CallDurations {
    const endMs = this.endMs(nowMs);
    const create = () => {
      const source = { calls: this.#dataset.calls, times: this.times, hasDurationsOnly: true };
      return new CallDurations(source, mergeTwins, new WindowTest(window, endMs));
    };
    return this.#upToDate(this.#callDurations.get(keyOf(window, endMs, mergeTwins), create));
  }

  runDurations({ window, nowMs }: TelemetryQuery): RunDurations {
    const endMs = this.endMs(nowMs);
    const create = () => new RunDurations(this.#dataset, new WindowTest(window, endMs));
    return this.#upToDate(this.#runDurations.get(keyOf(window, endMs, true), create));
  }

  /** Equal slices of a stretch of time of which every record with a time in it counts. */
  slices(basis: Basis, question: SliceQuestion): SliceSums {
    const key = `${basis} ${JSON.stringify(question)}`;
    const create = () =>
      basis === "calls"
        ? new CallSlices(this.#dataset, this.times, question)
        : new RunSlices(this.#dataset, question);
    return this.#upToDate(this.#slices.get(key, create)).sums;
  }

  /** Somebody has asked for the order of calls, so that it costs no more than what is new. */
  get hasOrder(): boolean {
    return this.#dataset.callOrder.behind < this.#dataset.calls.count;
  }

  /** Rows of calls by time, as in `TelemetryDataset.callOrder`. */
  callOrder(): Uint32Array {
    return this.#upToDate(this.#dataset.callOrder).get();
  }

  /**
   * What `answer` gives; or, where it needs something that is more than `mostRows` rows behind, what is to be worked
   * off before it is asked again.
   */
  within<T>(mostRows: number, answer: () => T): T | Backlog {
    this.#mostRows = mostRows;
    try {
      return answer();
    } catch (error) {
      if (error instanceof Backlog) return error;
      throw error;
    } finally {
      this.#mostRows = Infinity;
    }
  }

  /** Takes in what is new of all that is kept, some thousand rows at most; a step for each part. */
  *keepUp(): Generator<undefined, void> {
    const cubes = [...this.#callCubes.values, ...this.#runCubes.values].filter((cube) => cube !== "full");
    const sums = [...this.#callDurations.values, ...this.#runDurations.values, ...this.#slices.values];
    for (const part of [...cubes, ...sums]) {
      part.follow(KEEP_UP_ROWS);
      yield;
    }
  }

  /** Whether a question about whole days is answered without any row, as after `restoreFrom`. */
  answers({ timeZone, mergeTwins, window, nowMs }: TelemetryQuery): boolean {
    const hasCubes = this.#callCubes.has(cubeKey(timeZone, mergeTwins)) && this.#runCubes.has(timeZone);
    const hasDays = (window.fromMs ?? -Infinity) >= this.#sinceMs;
    return hasCubes && hasDays && !hasRecordsAhead(this.#dataset, nowMs);
  }

  /** The present instant, where records lie so far ahead of it that they do not count; else it makes no difference. */
  endMs(nowMs: number): number {
    return hasRecordsAhead(this.#dataset, nowMs) ? nowMs : Infinity;
  }

  #upToDate<P extends Following>(part: P): P {
    if (part.behind > this.#mostRows) throw new Backlog(part);
    part.follow();
    return part;
  }

  /** A cube may turn out to be too large while it takes rows in. */
  #notFull<C extends Following>(cube: C | "full", again: () => C | "full"): C | null {
    if (cube === "full") return null;
    this.#upToDate(cube);
    return again() === "full" ? null : cube;
  }
}

function keyOf({ fromMs, toMs }: TimeWindow, endMs: number, mergesTwins: boolean): string {
  return `${fromMs} ${toMs} ${endMs} ${mergesTwins}`;
}

function cubeKey(timeZone: string, mergesTwins: boolean): string {
  return `${timeZone} ${mergesTwins}`;
}

/** What a key was made of. */
function cubeOf(key: string) {
  const space = key.lastIndexOf(" ");
  return { timeZone: key.slice(0, space), mergesTwins: key.slice(space + 1) === "true" };
}

interface DayCube extends Stored, Following {
  readonly slots: DaySlots;
  saveTo(to: SectionWriter, isKept?: (slot: number) => boolean): void;
}

/** Those that are hardly behind, with all rows; another one is made anew. */
function saveCubes(cubes: RecentlyUsed<DayCube | "full">, to: SectionWriter, sinceMs: number): void {
  for (const cube of cubes.values) if (cube !== "full") cube.follow(KEEP_UP_ROWS);
  // Asked again: one of them may have turned out to be too large.
  const kept = cubes
    .entries()
    .flatMap(([key, cube]) => (cube === "full" || cube.behind > 0 ? [] : [{ key, cube }]));
  to.json(
    "keys",
    kept.map(({ key }) => key),
  );
  for (const [index, { cube }] of kept.entries()) {
    cube.slots.saveTo(to.within(`${index}/slots`));
    const isKept = (slot: number) => cube.slots.toMs(slot) > sinceMs;
    cube.saveTo(to.within(String(index)), sinceMs === -Infinity ? undefined : isKept);
  }
}

function restoreCubes<C extends DayCube>(
  cubes: RecentlyUsed<C | "full">,
  from: SectionReader,
  create: (key: string) => C,
): void {
  for (const [index, key] of from.json("keys", isListOf(isText)).entries()) {
    const cube = create(key);
    cube.slots.restoreFrom(from.within(`${index}/slots`));
    cube.restoreFrom(from.within(String(index)));
    cubes.set(key, cube);
  }
}

const known = new WeakMap<TelemetryDataset, Aggregates>();

/** The aggregates of a dataset, which live as long as it does. */
export function aggregatesOf(dataset: TelemetryDataset): Aggregates {
  let aggregates = known.get(dataset);
  if (aggregates === undefined) known.set(dataset, (aggregates = new Aggregates(dataset)));
  return aggregates;
}

/**
 * Lets the aggregates of a dataset take in its new rows, as they come rather than all at once when somebody asks
 * again. Does nothing where nobody has asked yet. Goes on as far as it is driven: between two steps there may be a pause.
 */
export function* keepUp(dataset: TelemetryDataset): Generator<undefined, void> {
  yield* known.get(dataset)?.keepUp() ?? [];
}
