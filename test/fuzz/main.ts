import { denseFile } from "./dense-file.ts";
import { fuzzDifference, fuzzFile } from "./differential.ts";
import { startFuzzEngines } from "./fuzz-engines.ts";

const LINES_PER_FILE = 400;
const LINES_BETWEEN_WORDS = 100_000;
const LINE_FEED = 0x0a;

/** Fuzzes a number of lines from a seed on, both of which `npm run fuzz` has checked; exits 1 at the first difference. */
const [lines, firstSeed] = process.argv.slice(2);
const engines = startFuzzEngines();
let done = 0;
let saidLines = 0;
for (let n = 0; done < Number(lines); n++) {
  // A run's line is longer, and calls are where the hard questions are.
  const kind = n % 4 === 3 ? "run" : "call";
  const seed = Number(firstSeed) + n;
  const bytes = n % 21 === 20 ? denseFile(kind, seed) : fuzzFile(kind, seed, LINES_PER_FILE);
  const difference = fuzzDifference(kind, seed, bytes, engines);
  if (difference !== null) {
    process.stdout.write(`Difference: ${difference}\n`);
    process.exit(1);
  }
  for (const byte of bytes) if (byte === LINE_FEED) done++;
  if (done - saidLines < LINES_BETWEEN_WORDS) continue;
  saidLines = done;
  process.stdout.write(`${done} lines, no difference\n`);
}
process.stdout.write(`${done} lines, no difference\n`);
