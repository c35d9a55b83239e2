import { createHash } from "node:crypto";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { aggregatesOf } from "../core/rollup/cube/aggregates.ts";
import { Dataset } from "../core/store/dataset.ts";
import { SnapshotError, type Seal } from "../core/store/snapshot/section-format.ts";
import { ImageWriter } from "../core/store/snapshot/section-writer.ts";
import { BUILD_ID } from "./build-id.ts";
import type { Generation } from "./generation.ts";
import type { GenerationSettings } from "./generation-holder.ts";
import { isTimely, restoreReading, savedReadingOf, saveReading, type SavedReading } from "./saved-reading.ts";
import { DRAFT_ENDING, openSnapshot, writeSnapshot, type OpenSnapshot } from "./snapshot-file.ts";
import { nodeSnapshotFs, type SnapshotFs } from "./snapshot-fs.ts";
import { ioErrorCode, isAbsent } from "./telemetry-fs.ts";

const ENDING = ".snapshot";
/** Of other folders or zones, or of a former state of the settings. */
const KEPT_SNAPSHOTS = 4;
const STALE_DRAFT_MS = 3_600_000;
/** Today has begun less long ago in every zone, whatever its clocks do. */
const RECENT_MS = 2 * 86_400_000;
const END_OF_TIME_MS = 8.64e15;

/** A snapshot that may be gone on from. */
export interface FoundSnapshot {
  readonly reading: SavedReading;
  /** Its sums of the last two days, and no rows: they are there before all else is read. */
  readonly sums: Dataset;
  /** Reads the tables into a fresh dataset, and what is summed up of it. Throws `SnapshotError` for damaged ones. */
  restoreInto(dataset: Dataset): Promise<void>;
  close(): Promise<void>;
}

/** Written; or not, since it changed meanwhile, or is in no state to go on from. */
export type WriteOutcome = "written" | "changed" | "unfit";

/** The snapshots of one folder: one file for each set of roots and zone of naive times. */
export class SnapshotStore {
  readonly #folder: string;
  readonly #fs: SnapshotFs;
  readonly #seal: Seal;

  constructor(folder: string, fs: SnapshotFs = nodeSnapshotFs, build: string = BUILD_ID) {
    this.#folder = folder;
    this.#fs = fs;
    this.#seal = { build, sum: crc32 };
  }

  /**
   * The snapshot of a reading with these settings; null where there is none that is whole, of this build and
   * timely. Rejects with the system's error where there is one that cannot be read.
   */
  async read(settings: GenerationSettings, nowMs: number): Promise<FoundSnapshot | null> {
    const key = readingKey(settings);
    try {
      const file = await openSnapshot(this.#pathOf(key), this.#seal, this.#fs);
      let found: FoundSnapshot | null = null;
      try {
        const reading = restoreReading(await file.next());
        if (reading.key === key && isTimely(reading, nowMs)) found = await foundIn(file, reading);
      } finally {
        if (found === null) await file.close();
      }
      return found;
    } catch (error) {
      if (error instanceof SnapshotError || isAbsent(ioErrorCode(error))) return null;
      throw error;
    }
  }

  /**
   * Writes what a generation holds, between two looks at its files. With `isCopied` it may change meanwhile.
   * Rejects with the system's error; what was there before stays then.
   */
  async write(generation: Generation, nowMs: number, isCopied = false): Promise<WriteOutcome> {
    const key = readingKey(generation.settings);
    const reading = savedReadingOf(generation, key, nowMs);
    if (reading === null) return "unfit";
    const { dataset } = generation;
    const { revision } = dataset;
    const front = new ImageWriter(this.#seal);
    saveReading(reading, front);
    const recent = new ImageWriter(this.#seal);
    dataset.saveNamesTo(recent.within("names"));
    aggregatesOf(dataset).saveTo(recent.within("sums"), recentSinceMs(dataset, nowMs));
    const figures = new ImageWriter(this.#seal);
    aggregatesOf(dataset).saveTo(figures);
    const columns = new ImageWriter(this.#seal);
    dataset.saveTo(columns);
    const pieces = [front, recent, figures, columns].flatMap((image) => image.finish());
    const isChanged = (): boolean => !isCopied && dataset.revision !== revision;
    const held = isCopied ? pieces.map((piece) => piece.slice()) : pieces;
    const outcome = await writeSnapshot(this.#pathOf(key), held, this.#fs, isChanged);
    if (outcome === "written") await this.#sweep(nowMs);
    return outcome;
  }

  #pathOf(key: string): string {
    return join(
      this.#folder,
      `telemetry-${createHash("sha256").update(key).digest("hex").slice(0, 16)}${ENDING}`,
    );
  }

  /** Removes what nobody comes back for; what cannot be removed stays. */
  async #sweep(nowMs: number): Promise<void> {
    try {
      const names = (await this.#fs.list(this.#folder)).filter((name) => name.startsWith("telemetry-"));
      const files = await Promise.all(
        names.map(async (name) => {
          const path = join(this.#folder, name);
          return { path, modifiedMs: await this.#fs.modifiedMs(path) };
        }),
      );
      const drafts = files.filter(({ path }) => path.endsWith(DRAFT_ENDING));
      const old = files
        .filter(({ path }) => path.endsWith(ENDING))
        .toSorted((a, b) => b.modifiedMs - a.modifiedMs)
        .slice(KEPT_SNAPSHOTS);
      const stale = drafts.filter(({ modifiedMs }) => modifiedMs < nowMs - STALE_DRAFT_MS);
      for (const { path } of [...old, ...stale]) await this.#fs.remove(path);
    } catch (error) {
      if (ioErrorCode(error) === "UNKNOWN") throw error;
    }
  }
}

/** Since when sums of days are shown at the next start: never, where the records of such a day are archived. */
function recentSinceMs({ archivedDays }: Dataset, nowMs: number): number {
  const sinceMs = nowMs - RECENT_MS;
  const sinceDay = new Date(sinceMs).toISOString().slice(0, "YYYY-MM-DD".length);
  return archivedDays.days.some(({ day }) => day >= sinceDay) ? END_OF_TIME_MS : sinceMs;
}

async function foundIn(file: OpenSnapshot, reading: SavedReading): Promise<FoundSnapshot> {
  const recent = await file.next();
  const sums = new Dataset();
  sums.restoreNamesFrom(recent.within("names"));
  aggregatesOf(sums).restoreFrom(recent.within("sums"));
  return {
    reading,
    sums,
    async restoreInto(dataset) {
      const [figures, columns] = [await file.next(), await file.next()];
      dataset.restoreFrom(columns);
      aggregatesOf(dataset).restoreFrom(figures);
    },
    close: () => file.close(),
  };
}

/** Equal for readings of the same folders, read in the same way. */
function readingKey({ roots, naiveTimeZone }: GenerationSettings): string {
  return JSON.stringify({ roots, naiveTimeZone });
}
