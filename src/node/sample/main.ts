import { createRandom } from "../../core/sample/random.ts";
import { writeLive } from "./live-writer.ts";
import { hasFreshSample, SAMPLE_DAYS, writeSampleWorkspace } from "./write-sample.ts";
import { systemTimeZone } from "../system-time-zone.ts";

// Development only: `sample.cjs create <dir>` makes the sample workspace, `sample.cjs live <dir>` keeps it living.
const [command, dir] = process.argv.slice(2);
const timeZone = systemTimeZone();

async function main(): Promise<number> {
  if (dir === undefined || (command !== "create" && command !== "live")) {
    process.stderr.write("usage: sample.cjs create|live <folder>\n");
    return 2;
  }
  const nowMs = Date.now();
  if (command === "create") {
    if (!(await hasFreshSample(dir, nowMs))) {
      await writeSampleWorkspace(dir, { nowMs, days: SAMPLE_DAYS, timeZone, seed: 1 });
    }
    return 0;
  }
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stop.abort());
  await writeLive({
    dir,
    timeZone,
    random: createRandom(nowMs),
    now: () => Date.now(),
    pauseMs: 6_000,
    runs: Number.POSITIVE_INFINITY,
    signal: stop.signal,
  });
  return 0;
}

async function exitWith(result: Promise<number>): Promise<void> {
  try {
    process.exitCode = await result;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 3;
  }
}

void exitWith(main());
