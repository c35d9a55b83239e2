// A producer of its own process: appender.mjs <file> <count> <mean ms between two lines> <prefix>. Appends one call a time,
// each of a workflow of its own, and prints when each was about to be written as JSON lines: both clocks of the machine.
import { appendFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { freshCall } from "./fresh-call.mjs";
import { createRandom } from "./random.mjs";

const [path = "", count = "1", meanGapMs = "20", prefix = "fresh"] = process.argv.slice(2);
const random = createRandom(0xadd);

for (let n = 0; n < Number(count); n++) {
  const workflow = `${prefix}-${n}`;
  const line = freshCall(workflow, Date.now());
  const [monotonicNs, wallMs] = [process.hrtime.bigint(), Date.now()];
  appendFileSync(path, line);
  process.stdout.write(`${JSON.stringify({ workflow, monotonicNs: String(monotonicNs), wallMs })}\n`);
  // From half to one and a half of it, so that no rhythm of the reader is met every time.
  await delay(Number(meanGapMs) / 2 + random.below(Number(meanGapMs)));
}
