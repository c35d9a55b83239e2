import { ScannerEngine } from "../../src/core/ingest/scanner-engine.ts";
import { fuzzDifference } from "./differential.ts";

const LINES_PER_FILE = 400;

/** Fuzzes a number of lines from a seed on, both of which `npm run fuzz` has checked; exits 1 at the first difference. */
const [lines, firstSeed] = process.argv.slice(2);
const engine = ScannerEngine.create();
if (engine === null) throw new Error("this Node cannot run the scanner");
const files = Math.ceil(Number(lines) / LINES_PER_FILE);
for (let n = 0; n < files; n++) {
  // A run's line is longer, and calls are where the hard questions are.
  const kind = n % 4 === 3 ? "run" : "call";
  const difference = fuzzDifference(kind, Number(firstSeed) + n, LINES_PER_FILE, engine);
  if (difference !== null) {
    process.stdout.write(`Difference: ${difference}\n`);
    process.exit(1);
  }
  if (n % 250 === 249) process.stdout.write(`${(n + 1) * LINES_PER_FILE} lines, no difference\n`);
}
process.stdout.write(`${files * LINES_PER_FILE} lines, no difference\n`);
