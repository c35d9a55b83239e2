import type { Dataset } from "../core/store/dataset.ts";
import { isBoolean, isNumber, isText } from "../core/store/snapshot/json-guards.ts";
import type { SectionReader } from "../core/store/snapshot/section-reader.ts";
import type { SectionWriter } from "../core/store/snapshot/section-writer.ts";
import type { Generation } from "./generation.ts";
import { restoreFile, saveFile, savedFileOf, type SavedFile } from "./saved-file.ts";

const MS_PER_DAY = 86_400_000;

/** What a snapshot says of a reading, besides its records. */
export interface SavedReading {
  /** Of which folders, read how: see `readingKey`. */
  readonly key: string;
  /** By label. */
  readonly files: ReadonlyMap<string, SavedFile>;
  /** Epoch ms: the clock by which records were judged to be dated ahead of it, at the earliest. */
  readonly judgedAtMs: number;
  readonly savedAtMs: number;
  /** Some record may have been dated ahead, which another day may see otherwise. */
  readonly hasAbsurdTimes: boolean;
}

/** The state of a generation between two looks; null where it is not one to go on from. */
export function savedReadingOf(generation: Generation, key: string, nowMs: number): SavedReading | null {
  const files = new Map<string, SavedFile>();
  for (const file of generation.files) {
    const saved = savedFileOf(file);
    if (saved === null) return null;
    files.set(saved.label, saved);
  }
  const isWhole = generation.roots.every(({ root, state }) => state !== "denied" && root.project === null);
  if (!isWhole || generation.isOutdated) return null;
  const { judgedAtMs, dataset } = generation;
  return { key, files, judgedAtMs, savedAtMs: nowMs, hasAbsurdTimes: hasAbsurdTimes(dataset) };
}

/** Only the first problems of a file are listed: among more, one may be of any kind. */
function hasAbsurdTimes(dataset: Dataset): boolean {
  return dataset
    .files()
    .some(
      ({ problems, problemCount }) =>
        problemCount > problems.length || problems.some(({ reason }) => reason === "absurd-time"),
    );
}

/**
 * Whether a saved reading is still what reading everything now would give, as far as the clock decides. A record
 * dated ahead is judged anew once a day, as in a window that is opened every day.
 */
export function isTimely(
  { judgedAtMs, savedAtMs, hasAbsurdTimes: isPassing }: SavedReading,
  nowMs: number,
): boolean {
  return nowMs >= savedAtMs && (!isPassing || nowMs < judgedAtMs + MS_PER_DAY);
}

/** Whether a generation that went on from a saved reading has found its files as they were, or grown. */
export function isContinued(generation: Generation, saved: SavedReading): boolean {
  const kinds = new Set<string>();
  const found = new Map(generation.files.map((file) => [file.ref.label, file]));
  for (const label of saved.files.keys()) {
    const file = found.get(label);
    if (file === undefined || file.doubtNs !== null) return false;
    if (file.state !== "ok" && file.state !== "overlap") return false;
    kinds.add(`${file.ref.rootId} ${file.ref.kind}`);
  }
  // Another file beside one of its kind is a rotation, whose parts have an order.
  return generation.files.every(
    ({ ref }) => saved.files.has(ref.label) || !kinds.has(`${ref.rootId} ${ref.kind}`),
  );
}

export function saveReading(reading: SavedReading, to: SectionWriter): void {
  to.json("key", reading.key);
  to.json("judgedAtMs", reading.judgedAtMs);
  to.json("savedAtMs", reading.savedAtMs);
  to.json("hasAbsurdTimes", reading.hasAbsurdTimes);
  to.json("files", reading.files.size);
  for (const [index, file] of [...reading.files.values()].entries()) {
    saveFile(file, to.within("file").within(String(index)));
  }
}

export function restoreReading(from: SectionReader): SavedReading {
  const count = from.json("files", isNumber);
  const files = Array.from({ length: count }, (_, index) =>
    restoreFile(from.within("file").within(String(index))),
  );
  return {
    key: from.json("key", isText),
    files: new Map(files.map((file) => [file.label, file])),
    judgedAtMs: from.json("judgedAtMs", isNumber),
    savedAtMs: from.json("savedAtMs", isNumber),
    hasAbsurdTimes: from.json("hasAbsurdTimes", isBoolean),
  };
}
