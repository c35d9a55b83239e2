import { appendFile, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { expect, it } from "vitest";

import { loadOnce } from "../../../../src/node/load-once.ts";
import { rootFromDir } from "../../../../src/node/roots.ts";
import { rawCall, rawRun, rawTwinPair } from "../../../fixtures/raw-lines.ts";
import { FuzzRandom } from "../../../fuzz/random.ts";
import type { SecondProcess } from "../second-process.ts";
import { faultRow, faultSeed } from "./fault-rows.ts";
import { line, liveFolder } from "./live-folder.ts";
import { readerProcess } from "./reader-process.ts";

const KILLS = 8;
/** The kill before which a snapshot has come to stand on disk. */
const WRITTEN_AT = 4;

/** Says each block that it reads, how much it has, and each snapshot, which stand in a folder beside the telemetry. */
const READER = `
  import { writeSync } from "node:fs";
  const say = (text) => writeSync(1, text + "\\n");
  const fs = { ...nodeFs, open: async (path) => {
    const file = await nodeFs.open(path);
    return { ...file, read: (target, position) => { say("read"); return file.read(target, position); } };
  } };
  const source = new TelemetrySource({
    roots: [rootFromDir(process.argv[2])], naiveTimeZone: "UTC", now: () => Date.now(), pollMs: 0, fs,
    chunkBytes: 32 * 1024, snapshotDir: process.argv[2] + "-state",
    snapshotTuning: {
      policy: { quietMs: 0, everyMs: 0, minBytes: 1, minShare: 0 },
      onWritten: () => say("snapshot"),
    },
  });
  await source.start();
  const { calls, runs, twinsMerged } = source.dataset;
  let costNano = 0;
  for (let row = 0; row < calls.count; row++) if (!calls.isMergedAway(row)) costNano += calls.costNano(row);
  say(JSON.stringify({ calls: calls.count, runs: runs.count, twinsMerged, costNano }));
  process.stdin.resume().on("end", () => source.dispose());
`;

/** Lines of all sorts, the last one unfinished. */
function content(random: FuzzRandom, lines: number): string {
  const parts = Array.from({ length: lines }, () => {
    if (random.isOneIn(3)) return `${rawTwinPair({}, { runId: random.uuid() }).join("\n")}\n`;
    if (random.isOneIn(50)) return "{torn\n";
    if (random.isOneIn(50)) return `${rawCall()}${rawCall()}\n`;
    return `${rawCall()}\n`;
  });
  return parts.join("");
}

async function totalsOf(reader: SecondProcess): Promise<{ readonly totals: string; readonly reads: number }> {
  for (let reads = 0; ; reads++) {
    const said = await reader.said();
    if (said.startsWith("{")) return { totals: said, reads };
  }
}

faultRow("killed", () => {
  const folder = liveFolder();

  it("reads the same totals after any number of kills, whatever was appended meanwhile", async () => {
    const seed = faultSeed();
    const random = new FuzzRandom(seed);
    await writeFile(folder.calls, content(random, 2_500) + line("half").slice(0, 90));
    const runs = join(folder.root, "workflow_runs.jsonl");
    await writeFile(runs, Array.from({ length: 300 }, () => `${rawRun()}\n`).join(""));
    const start = await readerProcess(READER, folder.root);
    const first = start();
    const { reads } = await totalsOf(first);
    expect(reads).toBeGreaterThan(20);
    first.finish();
    await first.ended();
    for (let kills = 0; kills < KILLS; kills++) {
      const reader = start();
      for (let left = random.below(reads + 1); left > 0; left--) {
        // Where it goes on from a snapshot there is less to read, and nothing new to write.
        if ((await reader.said()).startsWith("{")) break;
      }
      if (kills === WRITTEN_AT || random.isOneIn(2))
        await appendFile(folder.calls, `${line(`late-${kills}`)}{"call_id":`);
      // From here on there is a snapshot to go on from.
      if (kills === WRITTEN_AT) while ((await reader.said()) !== "snapshot");
      reader.kill();
      await reader.ended();
    }
    const last = start();
    const { totals, reads: lastReads } = await totalsOf(last);
    expect(lastReads).toBeLessThan(reads / 2);
    last.finish();
    await last.ended();
    const { dataset } = await loadOnce([rootFromDir(folder.root)], {
      naiveTimeZone: "UTC",
      nowMs: Date.now(),
    });
    const { calls } = dataset;
    let costNano = 0;
    for (let row = 0; row < calls.count; row++) if (!calls.isMergedAway(row)) costNano += calls.costNano(row);
    const expected = {
      calls: calls.count,
      runs: dataset.runs.count,
      twinsMerged: dataset.twinsMerged,
      costNano,
    };
    expect({ seed, ...JSON.parse(totals) }).toEqual({ seed, ...expected });
    // Nothing of ours lies beside the telemetry.
    expect(await readdir(folder.root)).toEqual(["llm_calls.jsonl", "workflow_runs.jsonl"]);
    expect((await readdir(dirname(folder.root))).filter((name) => name.includes("tmp"))).toEqual([]);
  });
});
