import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFile, mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import * as esbuild from "esbuild";
import { expect, it } from "vitest";

import { scannerForEsbuild } from "../../../../scripts/lib/scanner-plugin.mjs";
import { rawCall, rawRun, rawTwinPair } from "../../../fixtures/raw-lines.ts";
import { figuresOf } from "../dataset-figures.ts";
import { scratchFolder } from "../scratch.ts";
import { coldFigures, startedAgain } from "../snapshot-fixture.ts";
import { faultRow } from "./fault-rows.ts";

/** More than a program of this size has on its way. */
const MANY_POINTS = 2000;

async function bundledProgram(folder: string): Promise<string> {
  const outfile = join(folder, "program.cjs");
  await esbuild.build({
    entryPoints: [join(import.meta.dirname, "..", "snapshot-program.ts")],
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    logLevel: "silent",
    plugins: [scannerForEsbuild],
    outfile,
  });
  return outfile;
}

/** Runs it to its end, or to the point at which it is killed. */
async function run(program: string, args: readonly string[]): Promise<"ended" | "killed"> {
  const child = spawn(process.execPath, [program, ...args], { stdio: ["ignore", "ignore", "inherit"] });
  const [code, signal] = await once(child, "exit");
  if (signal === "SIGKILL") return "killed";
  expect(code).toBe(0);
  return "ended";
}

function lines(count: number, prefix: string): string {
  const groups = Array.from({ length: count }, (_unused, n) =>
    n % 3 === 0 ? [rawCall({ call_id: `${prefix}-${n}` })] : rawTwinPair({}, { runId: `${prefix}-${n}` }),
  );
  return groups
    .flat()
    .map((line) => `${line}\n`)
    .join("");
}

faultRow("killed-snapshot", () => {
  it("costs no record and counts none twice, at whatever point of a load or of the writing", async () => {
    const base = await scratchFolder("work");
    const folder = join(base, ".empathy");
    const snapshotDir = join(folder, "monitor");
    await mkdir(folder);
    const program = await bundledProgram(base);
    const calls = join(folder, "llm_calls.jsonl");
    await writeFile(calls, lines(10, "a"));
    await writeFile(join(folder, "workflow_runs.jsonl"), `${rawRun({ run_id: "a-1" })}\n`);
    let kills = 0;
    let warmStarts = 0;
    for (let at = 1; at < MANY_POINTS; at += 1 + (kills % 2)) {
      const outcome = await run(program, [folder, snapshotDir, String(at)]);
      const source = await startedAgain({ folder, snapshotDir });
      expect(figuresOf(source.dataset)).toEqual(await coldFigures(folder));
      if (source.resumedBytes > 0) warmStarts += 1;
      source.dispose();
      if (outcome === "ended") break;
      kills += 1;
      // Half a line now, its rest before the next start: within a line, too, nothing may be lost.
      const text = lines(1, `b-${at}`);
      await appendFile(calls, text.slice(0, 300));
      if (kills % 2 === 0) await run(program, [folder, snapshotDir, "0"]);
      await appendFile(calls, text.slice(300));
    }
    expect(kills).toBeGreaterThan(10);
    expect(warmStarts).toBeGreaterThan(3);
    const drafts = (await readdir(snapshotDir)).filter((name) => name.endsWith(".draft"));
    expect(drafts.length).toBeGreaterThan(0);
  }, 240_000);
});
