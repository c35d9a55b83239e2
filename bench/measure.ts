// The measured program: `measure.cjs <way> <path> [argument]` does one thing once and prints what it took as JSON.
import { changeFilters } from "./ways/filter-change.ts";
import { saveSnapshot, startWarm } from "./ways/warm-start.ts";
import { hearAppends } from "./ways/hear-append.ts";
import { watchAppends } from "./ways/live-append.ts";
import { touchMemory, writeNewFile } from "./ways/machine.ts";
import type { Outcome } from "./ways/outcome.ts";
import { storageBytesRead } from "./ways/process-io.ts";
import { readColumns } from "./ways/read-columns.ts";
import { readFloor, readParsed, readRaw } from "./ways/read-plain.ts";
import { readDashboard, readProduct } from "./ways/read-product.ts";
import { readTurns } from "./ways/read-turns.ts";

type Way = (path: string, argument: string) => Outcome | Promise<Outcome>;

const ways: Readonly<Record<string, Way>> = {
  raw: readRaw,
  floor: readFloor,
  parse: readParsed,
  reference: (path) => readColumns(path, false),
  scanner: (path) => readColumns(path, true),
  product: readProduct,
  dashboard: readDashboard,
  touch: touchMemory,
  write: writeNewFile,
  turns: (path) => readTurns(path, false),
  "turns-thread": (path) => readTurns(path, true),
  append: watchAppends,
  hear: hearAppends,
  filter: changeFilters,
  save: saveSnapshot,
  warm: startWarm,
};

async function main(): Promise<void> {
  const [name = "", path = "", argument = ""] = process.argv.slice(2);
  const way = ways[name];
  if (way === undefined)
    throw new RangeError(`unknown way ${name}; there are ${Object.keys(ways).join(", ")}`);
  const storageBefore = storageBytesRead();
  const rssBefore = process.memoryUsage.rss();
  const cpuBefore = process.cpuUsage();
  const startMs = performance.now();
  const outcome = await way(path, argument);
  const ms = performance.now() - startMs;
  const cpu = process.cpuUsage(cpuBefore);
  const cpuMs = (cpu.user + cpu.system) / 1000;
  const rssGrowthBytes = process.resourceUsage().maxRSS * 1024 - rssBefore;
  const storageBytes = storageBefore === null ? null : (storageBytesRead() ?? 0) - storageBefore;
  process.stdout.write(JSON.stringify({ ...outcome, ms, cpuMs, rssGrowthBytes, storageBytes }));
}

void main();
