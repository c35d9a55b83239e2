import { appendFileSync, copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { HistoryFiles } from "../../../src/node/history/history-files.ts";
import { packFile } from "../../../src/node/history/gzip-file.ts";
import { rawCall } from "../../fixtures/raw-lines.ts";
import { CONTRACT_ZONE, makeContractFolder } from "./contract-folder.ts";
import { runCli } from "./fake-io.ts";

const NOW_MS = Date.UTC(2026, 1, 10);
const FILES = ["llm_calls.jsonl", "workflow_runs.jsonl"];
const ARCHIVE = "archive/2026-02-10T00-00-00.000Z";
const zones = ["--tz", CONTRACT_ZONE, "--naive-tz", CONTRACT_ZONE, "--now", "2026-02-10T00:00:00Z"];
const history = new HistoryFiles();
let dir = "";

beforeEach(() => {
  const made = makeContractFolder();
  dir = made;
  onTestFinished(() => rmSync(made, { recursive: true }));
});

const cli = async (command: string, ...options: readonly string[]) =>
  (await runCli([command, "--dir", dir, ...zones, ...options])).out;
const stats = async (...options: readonly string[]) => JSON.parse(await cli("stats", "--json", ...options));

async function archive(): Promise<void> {
  const { unmoved } = await history.archive(dir, FILES, NOW_MS);
  expect(unmoved).toEqual([]);
  await history.upkeep([{ rootPath: dir, stateFolder: join(dir, "monitor") }], {
    timeZone: CONTRACT_ZONE,
    naiveTimeZone: CONTRACT_ZONE,
    nowMs: NOW_MS,
  });
}

async function pack(): Promise<void> {
  for (const name of FILES) expect(await packFile(join(dir, ARCHIVE, name))).toBe("packed");
}

describe("--include-archive", () => {
  it.each([
    ["plain", false],
    ["compressed", true],
  ])("reads %s archives: the same answer to the digit as before", async (_, isPacked) => {
    const before = await stats();
    await archive();
    if (isPacked) await pack();
    expect(await stats("--include-archive")).toEqual(before);
  });

  it("reads a file once that was copied back and is written to again", async () => {
    const before = await stats();
    await archive();
    copyFileSync(join(dir, ARCHIVE, "llm_calls.jsonl"), join(dir, "llm_calls.jsonl"));
    await pack();
    expect(await stats("--include-archive")).toEqual(before);
    appendFileSync(join(dir, "llm_calls.jsonl"), `${rawCall({ timestamp: "2026-02-09T10:00:00" })}\n`);
    const after = await stats("--include-archive");
    expect(after.calls.raw.count).toBe(before.calls.raw.count + 1);
  });

  it("finds an archived record by its id, beside those recorded since", async () => {
    await archive();
    await pack();
    writeFileSync(join(dir, "llm_calls.jsonl"), `${rawCall({ timestamp: "2026-02-09T10:00:00" })}\n`);
    const idsOf = (text: string): readonly string[] =>
      JSON.parse(text).rows.map((row: { id: string }) => row.id);
    expect(idsOf(await cli("calls", "--json"))).toEqual(["call:llm_calls.jsonl:0"]);
    const all = idsOf(await cli("calls", "--json", "--include-archive"));
    expect(all).toHaveLength(38);
    expect(all).toContain(`call:${ARCHIVE}/llm_calls.jsonl:0`);
  });

  it("fails, and names the file, where an archive cannot be read", async () => {
    mkdirSync(join(dir, ARCHIVE), { recursive: true });
    writeFileSync(join(dir, ARCHIVE, "llm_calls.jsonl.gz"), "no gzip, long enough to have an end");
    const { code, error } = await runCli(["stats", "--dir", dir, ...zones, "--include-archive"]);
    expect([code, error]).toEqual([3, expect.stringContaining("llm_calls.jsonl")]);
    expect((await runCli(["stats", "--dir", dir, ...zones])).code).toBe(0);
  });
});

describe("stats of archived days", () => {
  it("hold what the records held, and say so", async () => {
    const before = await stats();
    await archive();
    rmSync(join(dir, "archive"), { recursive: true });
    const after = await stats();
    expect(after.archived).toMatchObject({
      days: ["2026-01-13", "2026-02-01"],
      calls: 37,
      runs: before.runs.count,
    });
    for (const key of ["costUsd", "basis"]) expect(after[key]).toEqual(before[key]);
    for (const key of ["count", "costUsd", "tokens", "raw", "byModel", "byDay", "withRunId", "linkedToRun"])
      expect(after.calls[key]).toEqual(before.calls[key]);
    for (const key of ["count", "costUsd", "savingsUsd", "byWorkflow", "byTier", "byDay"])
      expect(after.runs[key]).toEqual(before.runs[key]);
    expect(after.calls.latencyMs.p50).toBeNull();
    expect(after.archived.latencyMs.mean).toBeCloseTo(before.calls.latencyMs.mean, 6);
    expect(Math.abs(after.archived.latencyMs.p50 / before.calls.latencyMs.p50 - 1)).toBeLessThan(0.012);
    expect(await cli("stats")).toContain("Includes 2 archived days: 37 calls");
  });

  it("are left out of a range that cuts them, and named", async () => {
    await archive();
    const cut = ["--since", "2026-01-13T12:00:00", "--until", "2026-01-14"];
    expect((await stats(...cut)).archived).toMatchObject({ days: [], cutDays: ["2026-01-13"] });
    expect(await cli("stats", ...cut)).toContain("1 archived day only partly in the range");
  });

  it("are found in the .empathy beside another folder, and add to what is recorded on the same day", async () => {
    await archive();
    const line = rawCall({ timestamp: "2026-02-01T12:00:00", estimated_cost: 1 });
    appendFileSync(join(dir, "llm_calls.jsonl"), `${line}\n`);
    const { calls } = await stats();
    const day = calls.byDay.find(({ key }: { key: string }) => key === "2026-02-01");
    expect(day).toMatchObject({ count: 5 });
    expect(readdirSync(join(dir, "monitor/metrics/daily"))).toEqual(["2026-01-13.json", "2026-02-01.json"]);
  });
});
