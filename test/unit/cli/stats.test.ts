import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rawFile } from "../../fixtures/raw-lines-other.ts";
import { rawCall } from "../../fixtures/raw-lines.ts";
import { CONTRACT_ZONE, makeContractFolder } from "./contract-folder.ts";
import { runCli } from "./fake-io.ts";

const zones = ["--tz", CONTRACT_ZONE, "--naive-tz", CONTRACT_ZONE];
let dir = "";

beforeAll(() => {
  dir = makeContractFolder();
});

afterAll(() => {
  rmSync(dir, { recursive: true });
});

async function statsOf(...more: readonly string[]) {
  const { out, code, error } = await runCli(["stats", "--json", "--dir", dir, ...zones, ...more]);
  expect({ code, error }).toEqual({ code: 0, error: "" });
  return JSON.parse(out);
}

describe("stats --json", () => {
  it("gives the figures of the contract for calls", async () => {
    const { calls, ...stats } = await statsOf("--range", "all");
    expect(stats).toMatchObject({
      schema: 1,
      range: { from: null, to: null, timeZone: CONTRACT_ZONE },
      basis: "calls",
      costUsd: 0.293968,
    });
    expect(calls).toMatchObject({
      count: 37,
      costUsd: 0.293968,
      failed: 0,
      successRate: 1,
      tokens: { total: 96_776, input: null, output: null },
      withRunId: 9,
      linkedToRun: 4,
      raw: { count: 70, costUsd: 0.583936 },
      byProvider: [{ key: "anthropic", count: 37, costUsd: 0.293968, failed: 0, tokens: 96_776 }],
    });
    const { latencyMs } = calls;
    expect(latencyMs.mean).toBeCloseTo(448_045 / 37, 9);
    expect(latencyMs).toMatchObject({ p50: 11_591, max: 34_771 });
    expect(latencyMs.p95).toBeCloseTo(25_899.4, 9);
    expect(latencyMs.p99).toBeCloseTo(32_963.08, 9);
    expect(calls.byDay).toContainEqual({
      key: "2026-02-01",
      count: 4,
      costUsd: 0.004,
      failed: 0,
      tokens: 120,
    });
    expect(calls.byTier).toHaveLength(2);
  });

  it("gives the figures of the contract for runs and health", async () => {
    const { runs, health } = await statsOf("--range", "all");
    expect(runs).toMatchObject({
      count: 6,
      failed: 1,
      successRate: 5 / 6,
      costUsd: 0.2120454,
      baselineCostUsd: 0.983025,
      savingsUsd: 0.7709796,
    });
    const { durationMs } = runs;
    expect(durationMs.mean).toBeCloseTo(108_545 / 6, 9);
    expect(durationMs).toMatchObject({ p50: 20_617, max: 33_802 });
    expect(durationMs.p95).toBeCloseTo(33_728, 9);
    expect(durationMs.p99).toBeCloseTo(33_787.2, 9);
    expect(runs.byWorkflow).toContainEqual({
      key: "code-review",
      count: 2,
      failed: 0,
      costUsd: 0.024671,
      savingsUsd: 0.135244,
    });
    expect(health).toEqual({ twinsMerged: 33, unreadable: 0, repaired: 0, files: 2, pending: 0 });
  });

  it("includes the whole day of --until and nothing after", async () => {
    const upTo = await statsOf("--until", "2026-01-13");
    expect(upTo.calls.count).toBe(33);
    expect(upTo.range.to).toBe("2026-01-14T05:00:00.000Z");
    const from = await statsOf("--since", "2026-01-14", "--until", "2026-02-01");
    expect(from.calls.count).toBe(4);
  });

  it("takes instants, with a zone or in the shown one", async () => {
    const zulu = await statsOf("--since", "2026-01-13T14:30:00Z");
    const naive = await statsOf("--since", "2026-01-13T09:30:00");
    expect(zulu.calls.count).toBe(3 + 4);
    expect(naive.calls).toEqual(zulu.calls);
  });

  it("counts calendar days back from --now", async () => {
    const stats = await statsOf("--range", "7d", "--now", "2026-02-03T08:00:00Z");
    expect(stats.calls.count).toBe(4);
    expect(stats.range.from).toBe("2026-01-28T05:00:00.000Z");
  });

  it("names the zone as it is written, whatever case it was given in", async () => {
    const zoneOf = async (zone: string) =>
      JSON.parse((await runCli(["stats", "--json", "--dir", dir, "--tz", zone])).out).range.timeZone;
    expect(await zoneOf("utc")).toBe("UTC");
    expect(await zoneOf("america/new_york")).toBe("America/New_York");
    // Another name of a zone stays the name that was given.
    expect(await zoneOf("Asia/Kolkata")).toBe("Asia/Kolkata");
  });

  it("counts every line when twins are not merged", async () => {
    const stats = await statsOf("--no-merge-twins");
    expect(stats.calls).toMatchObject({ count: 70, costUsd: 0.583936 });
    expect(stats.health.twinsMerged).toBe(0);
  });
});

describe("stats", () => {
  it("reads .empathy and .attune of the current folder", async () => {
    const cwd = mkdtempSync(join(tmpdir(), "telemetry-cwd-"));
    for (const name of [".empathy", ".attune"]) {
      mkdirSync(join(cwd, name));
      writeFileSync(join(cwd, name, "llm_calls.jsonl"), rawFile(rawCall(), rawCall()));
    }
    const { out } = await runCli(["stats", "--json"], { cwd });
    expect(JSON.parse(out)).toMatchObject({ calls: { count: 4 }, health: { files: 2 } });
    const hinted = await runCli(["stats", "--dir", "."], { cwd });
    expect(hinted.code).toBe(0);
    expect(hinted.error).toContain(`there is ${join(cwd, ".empathy")} and ${join(cwd, ".attune")}`);
    rmSync(cwd, { recursive: true });
  });

  it("answers an empty folder with zeros and nulls", async () => {
    const empty = mkdtempSync(join(tmpdir(), "telemetry-empty-"));
    const { out, code } = await runCli(["stats", "--json", "--dir", empty]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      calls: { count: 0, successRate: null, latencyMs: { p50: null }, byProvider: [] },
      runs: { count: 0, successRate: null },
      health: { files: 0 },
    });
    expect(out).not.toContain("NaN");
    const text = await runCli(["stats", "--dir", empty]);
    expect(text.out).toContain("not reported");
    rmSync(empty, { recursive: true });
  });

  it("tells of a last line that has no end yet", async () => {
    const cut = mkdtempSync(join(tmpdir(), "telemetry-cut-"));
    const torn = rawCall().slice(0, 100);
    writeFileSync(join(cut, "llm_calls.jsonl"), rawFile(rawCall()) + torn);
    const { health } = JSON.parse((await runCli(["stats", "--json", "--dir", cut])).out);
    expect(health).toEqual({ twinsMerged: 0, unreadable: 0, repaired: 0, files: 1, pending: 100 });
    const { out } = await runCli(["stats", "--dir", cut]);
    expect(out).toContain("\n1 file, 0 twins merged, 0 unreadable and 0 repaired lines\n");
    expect(out).toContain("\n100 B at the end of a file wait for the rest of their line\n");
    const whole = await runCli(["stats", "--dir", dir]);
    expect(whole.out).not.toContain("wait for");
    rmSync(cut, { recursive: true });
  });

  it("says what it looked for where there is nothing", async () => {
    const nowhere = join(tmpdir(), "no-such-folder-at-all");
    const absent = await runCli(["stats", "--json", "--dir", nowhere]);
    expect(absent.code).toBe(3);
    expect(JSON.parse(absent.out).error).toMatchObject({ code: "UNREADABLE", suggestion: null });
    expect(absent.error).toContain(nowhere);
    const here = await runCli(["stats"], { cwd: nowhere });
    expect(here).toMatchObject({ code: 3, out: "" });
    expect(here.error).toContain(join(nowhere, ".attune"));
  });

  it("prints every figure for people", async () => {
    const { out } = await runCli(["stats", "--dir", dir, ...zones]);
    await expect(out).toMatchFileSnapshot("golden/stats.txt");
  });
});
