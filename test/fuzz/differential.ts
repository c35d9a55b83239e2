import type { ScannerEngine } from "../../src/core/ingest/scanner-engine.ts";
import type { ParseContext } from "../../src/core/records/parse-context.ts";
import { newState } from "./call-text.ts";
import type { FuzzEngines } from "./fuzz-engines.ts";
import { fuzzLine, type FuzzKind } from "./mutate.ts";
import { FuzzRandom } from "./random.ts";
import { readDifference, readWhole } from "./read-whole.ts";
import { TurnsReader } from "./turns-reader.ts";

/** The clocks of New York change on some dates of the lines; those of the others on other dates, or never. */
const ZONES = ["America/New_York", "America/New_York", "UTC", "Australia/Lord_Howe", "Asia/Kolkata"];
/** By the second, lines of the last days are ahead of the clock. */
const CLOCKS_MS = [Date.UTC(2026, 10, 20), Date.UTC(2026, 10, 20), Date.UTC(2026, 2, 8, 12)];
/** Files above this are not read in small chunks to their end. */
const MOST_SMALL_CHUNKS_BYTES = 512 * 1024;

/** A file of mutated lines, the same for the same seed. */
export function fuzzFile(kind: FuzzKind, seed: number, lineCount: number): Uint8Array {
  const random = new FuzzRandom(seed);
  const state = newState(random.isOneIn(3));
  const lines = Array.from({ length: lineCount }, () => fuzzLine(kind, random, state));
  if (random.isOneIn(4)) lines.unshift(Uint8Array.of(0xef, 0xbb, 0xbf));
  return Uint8Array.from(Buffer.concat(lines));
}

function contextOf(seed: number): ParseContext {
  const random = new FuzzRandom(seed);
  return { naiveTimeZone: random.pick(ZONES), nowMs: random.pick(CLOCKS_MS) };
}

/**
 * All ways over one file, in a zone and by a clock that follow from the seed: whole, in chunks, and for one seed in ten
 * in turns with another thread. The first difference from the reference in words, or null.
 */
export function fuzzDifference(
  kind: FuzzKind,
  seed: number,
  bytes: Uint8Array,
  engines: FuzzEngines,
): string | null {
  const random = new FuzzRandom(seed + 1);
  const context = contextOf(seed);
  const sizes = Array.from({ length: 50 }, () => 1 + random.below(random.pick([20, 900, 5000, 70_000])));
  if (bytes.length > MOST_SMALL_CHUNKS_BYTES) sizes.push(100_000);
  const ways = {
    whole: () => readWhole(kind, bytes, context, engines.elsewhere),
    [`chunks of ${sizes[0]}...`]: () => readWhole(kind, bytes, context, engines.home, sizes),
    ...(seed % 10 === 0 && {
      "in turns": () => new TurnsReader(kind, bytes, context, engines, seed).read(bytes.length >> 3),
    }),
  };
  const expected = readWhole(kind, bytes, context, null);
  for (const [name, read] of Object.entries(ways)) {
    const difference = readDifference(expected, read());
    if (difference !== null) return `${kind}, seed ${seed}, ${name}: ${difference}`;
  }
  return null;
}

/** A file of few lines in chunks of one fixed size each. */
export function chunkSizeDifference(
  kind: FuzzKind,
  seed: number,
  size: number,
  engine: ScannerEngine,
): string | null {
  const bytes = fuzzFile(kind, seed, 12);
  const context = contextOf(0);
  return readDifference(
    readWhole(kind, bytes, context, null),
    readWhole(kind, bytes, context, engine, [size]),
  );
}
