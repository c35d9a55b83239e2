import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rawFile } from "../../fixtures/raw-lines-other.ts";
import { rawCall, rawRun } from "../../fixtures/raw-lines.ts";
import { CONTRACT_ZONE, makeContractFolder } from "./contract-folder.ts";
import { runCli } from "./fake-io.ts";

const zones = ["--tz", CONTRACT_ZONE, "--naive-tz", CONTRACT_ZONE];
let dir = "";
let hostileDir = "";

beforeAll(() => {
  dir = makeContractFolder();
  hostileDir = mkdtempSync(join(tmpdir(), "telemetry-hostile-"));
  const evil = "\u001b]0;owned\u0007\u001b[2J\u202e=cmd()\u009b31m";
  writeFileSync(
    join(hostileDir, "llm_calls.jsonl"),
    rawFile(
      rawCall({ workflow_name: evil, step_name: "\u6f22\u5b57\ud83d\ude00", model_id: "m".repeat(200) }),
      rawCall({ success: false, error_type: "timeout\r\nfake line", estimated_cost: -0.5, latency_ms: null }),
      "{torn",
    ),
  );
  writeFileSync(
    join(hostileDir, "workflow_runs.jsonl"),
    rawFile(rawRun({ success: false, error: "\u001b[31mred", workflow_name: null })),
  );
});

afterAll(() => {
  rmSync(dir, { recursive: true });
  rmSync(hostileDir, { recursive: true });
});

describe("calls --json", () => {
  it("lists all calls, newest first, with canonical names and both forms of the time", async () => {
    const { out } = await runCli(["calls", "--json", "--dir", dir, ...zones]);
    const { total, rows } = JSON.parse(out);
    expect(total).toBe(37);
    expect(rows).toHaveLength(37);
    expect(rows[0]).toMatchObject({ at: "2026-02-01T00:32:03.797-05:00", workflow: "test", costUsd: 0.001 });
    expect(rows[36]).toMatchObject({ runId: "run-0", isTwinMerged: true, latencyMs: 8000, tokens: 2928 });
    expect(rows[36].atMs).toBe(Date.parse("2026-01-13T09:00:00.400-05:00"));
  });

  it("pages without losing or repeating a row", async () => {
    const all = JSON.parse((await runCli(["calls", "--json", "--dir", dir, ...zones])).out).rows;
    const pages = await Promise.all(
      [0, 15, 30, 45].map(async (offset) => {
        const args = ["calls", "--json", "--dir", dir, ...zones, "--limit", "15", "--offset", `${offset}`];
        return JSON.parse((await runCli(args)).out).rows;
      }),
    );
    expect(pages.map((page) => page.length)).toEqual([15, 15, 7, 0]);
    expect(pages.flat()).toEqual(all);
  });

  it("gives an empty list for --limit 0", async () => {
    const { out } = await runCli(["calls", "--json", "--dir", dir, "--limit", "0"]);
    expect(JSON.parse(out)).toEqual({ total: 37, rows: [] });
  });

  it("sorts by a field of the row, in either direction", async () => {
    const sorted = async (sort: string) => {
      const { out } = await runCli(["calls", "--json", "--dir", dir, "--sort", sort]);
      return JSON.parse(out).rows.map((row: { latencyMs: number }) => row.latencyMs);
    };
    expect((await sorted("latencyMs"))[0]).toBe(34_771);
    expect((await sorted("latency:asc"))[0]).toBe(1000);
    const { out } = await runCli(["calls", "--json", "--dir", dir, "--sort", "workflow", "--limit", "1"]);
    expect(JSON.parse(out).rows[0].workflow).toBe("bug-predict");
  });

  it("escapes what a terminal could act on", async () => {
    const { out } = await runCli(["calls", "--json", "--dir", hostileDir]);
    const codes = Array.from({ length: out.length }, (_, index) => out.charCodeAt(index));
    expect(codes.filter((code) => code !== 10 && (code < 32 || (code > 126 && code < 160)))).toEqual([]);
    expect(JSON.parse(out).rows.map((row: { workflow: string }) => row.workflow)).toContain(
      "\u001b]0;owned\u0007\u001b[2J\u202e=cmd()\u009b31m",
    );
  });
});

describe("calls --csv", () => {
  it("has a header and one record per call, with the fields of the JSON rows", async () => {
    const csv = (await runCli(["calls", "--csv", "--dir", dir, ...zones])).out;
    const json = JSON.parse((await runCli(["calls", "--json", "--dir", dir, ...zones])).out);
    const records: Record<string, string>[] = parse(csv, { columns: true });
    expect(records).toHaveLength(37);
    expect(records.map((record) => Number(record["costUsd"]))).toEqual(
      json.rows.map((row: { costUsd: number }) => row.costUsd),
    );
    expect(Object.keys(records[0] ?? {}).toSorted()).toEqual(Object.keys(json.rows[0]).toSorted());
  });

  it("is safe to open in a spreadsheet and to look at", async () => {
    const { out } = await runCli(["calls", "--csv", "--dir", hostileDir], { isOutTerminal: true });
    expect(out).not.toContain("\u001b");
    expect(out).toContain("-0.5");
  });
});

describe("runs --json", () => {
  it("lists finished and unfinished runs", async () => {
    const { out } = await runCli(["runs", "--json", "--dir", dir, ...zones, "--sort", "cost"]);
    const { total, rows } = JSON.parse(out);
    // Six lines, and five runs that only calls name.
    expect(total).toBe(11);
    expect(rows[0]).toMatchObject({ workflow: "security-audit", costUsd: 0.1757284, stageCount: 1 });
    expect(rows[0].startedAt).toBe("2026-01-13T12:02:00.000-05:00");
    expect(rows.filter((row: { status: string }) => row.status === "incomplete")).toHaveLength(5);
  });
});

describe("text lists", () => {
  it("shows twenty calls in aligned columns", async () => {
    const { out } = await runCli(["calls", "--dir", dir, ...zones]);
    await expect(out).toMatchFileSnapshot("golden/calls.txt");
  });

  it("shows runs in aligned columns", async () => {
    const { out } = await runCli(["runs", "--dir", dir, ...zones]);
    await expect(out).toMatchFileSnapshot("golden/runs.txt");
  });

  it("neutralises what records could do to a terminal", async () => {
    const calls = await runCli(["calls", "--dir", hostileDir]);
    await expect(calls.out).toMatchFileSnapshot("golden/hostile-calls.txt");
    const runs = await runCli(["runs", "--dir", hostileDir], { isOutTerminal: true, env: { NO_COLOR: "1" } });
    expect(calls.out + runs.out).not.toMatch(/[\u007f-\u009f\u202e]/);
    expect(runs.out).toContain("\\x1b[31mred");
    expect(runs.out.includes("\u001b")).toBe(false);
  });

  it("says when there is nothing to list", async () => {
    const { out } = await runCli(["calls", "--dir", dir, "--since", "2026-05-01"]);
    expect(out).toBe("No calls.\n");
  });

  it.each([
    ["--limit", "0"],
    ["--offset", "99999"],
  ])("does not say that there are none for %s %s", async (...page) => {
    expect((await runCli(["calls", "--dir", dir, ...page])).out).toBe(
      "None of the 37 calls is on this page.\n",
    );
    expect((await runCli(["runs", "--dir", dir, ...page])).out).toBe(
      "None of the 11 runs is on this page.\n",
    );
  });

  it("is coloured on a terminal only", async () => {
    const on = await runCli(["calls", "--dir", dir], { isOutTerminal: true });
    const dumb = await runCli(["calls", "--dir", dir], { isOutTerminal: true, env: { TERM: "dumb" } });
    expect(on.out).toContain("\u001b[2m");
    expect(dumb.out).not.toContain("\u001b");
  });
});

describe("health", () => {
  it("lists files and problems as JSON", async () => {
    const { out, code } = await runCli(["health", "--json", "--dir", hostileDir]);
    expect(code).toBe(0);
    const health = JSON.parse(out);
    expect(health).toMatchObject({ twinsMerged: 0, stale: true });
    expect(health.files[0]).toMatchObject({
      path: "llm_calls.jsonl",
      kind: "call",
      lines: 3,
      records: 2,
      unreadable: 1,
      repaired: 0,
      pending: 0,
    });
    const torn = health.problems.find((problem: { severity: string }) => problem.severity === "dropped");
    expect(torn).toMatchObject({ path: "llm_calls.jsonl", line: 3 });
    expect(torn.byteOffset).toBeGreaterThan(0);
  });

  it("lists them for people", async () => {
    const { out } = await runCli(["health", "--dir", hostileDir, "--now", "2026-02-01T13:00:00Z"]);
    expect(out).toContain("FILE");
    expect(out).toMatch(/llm_calls\.jsonl:3 \(byte \d+\): dropped: /);
    expect(out).toContain("newest record 59m ago");
    expect(out).not.toContain("stale");
  });

  it("says when records stopped coming", async () => {
    const { out } = await runCli(["health", "--dir", dir, ...zones]);
    expect(out).toContain("stale: 33 twins merged, newest record 13d ago");
  });
});
