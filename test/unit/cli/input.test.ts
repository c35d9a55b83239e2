import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { rawCost, rawFile } from "../../fixtures/raw-lines-other.ts";
import { rawCall, rawRun } from "../../fixtures/raw-lines.ts";
import { runCli } from "./fake-io.ts";

let dir = "";

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "telemetry-input-"));
});

afterEach(() => {
  rmSync(dir, { recursive: true });
});

describe("input that cannot be read", () => {
  beforeEach(() => {
    // A link to itself: nobody can open it, whoever runs the test.
    symlinkSync("workflow_runs.jsonl", join(dir, "workflow_runs.jsonl"));
    symlinkSync("llm_calls.jsonl", join(dir, "llm_calls.jsonl"));
  });

  it.each([["stats"], ["calls"], ["runs"], ["export"]])("fails %s with what it was", async (command) => {
    const more = command === "export" ? ["--out", join(dir, "out.csv")] : [];
    const { code, out, error } = await runCli([command, "--dir", dir, ...more]);
    expect({ code, out }).toEqual({ code: 3, out: "" });
    expect(error).toMatch(/Could not read .*\.jsonl \(ELOOP\) and 1 more\.\n$/);
  });

  it("is shown by health, which then fails", async () => {
    writeFileSync(join(dir, "costs.jsonl"), rawFile(rawCost()));
    const { code, out, error } = await runCli(["health", "--json", "--dir", dir]);
    expect(code).toBe(3);
    expect(
      JSON.parse(out)
        .files.map((file: { state: string }) => file.state)
        .toSorted(),
    ).toEqual(["denied", "denied", "overlap"]);
    expect(error).toContain("Could not read");
    const text = await runCli(["health", "--dir", dir], { isOutTerminal: true });
    expect(text.out).toContain("denied");
    expect(text.out).toContain("same spend again, not added");
    expect(text.out).toContain("no records");
    expect(text.out).toContain("\u001b[31mstale");
  });
});

describe("unusual records", () => {
  it("are listed with gaps where nothing was reported", async () => {
    const unknown = {
      workflow_name: undefined,
      step_name: null,
      provider: null,
      model_id: null,
      tier: null,
      estimated_cost: null,
      input_tokens: null,
      output_tokens: null,
      latency_ms: null,
      success: null,
      timestamp: null,
    };
    writeFileSync(join(dir, "llm_calls.jsonl"), rawFile(rawCall(unknown)));
    const bare = {
      workflow_name: null,
      total_cost: null,
      savings: null,
      total_duration_ms: null,
      stages: [],
      started_at: null,
      completed_at: null,
    };
    writeFileSync(join(dir, "workflow_runs.jsonl"), rawFile(rawRun(bare)));
    expect((await runCli(["calls", "--dir", dir])).out).toMatch(/^TIME .*\n +unknown\n1 to 1 of 1 calls/);
    expect((await runCli(["runs", "--dir", dir])).out).toMatch(/^TIME .*\n +success\n1 to 1 of 1 runs/);
  });

  it("split their tokens where they record the split, and long lists are cut", async () => {
    const lines = Array.from({ length: 12 }, (_, index) =>
      rawCall({ workflow_name: `w${index}`, input_tokens: 10, output_tokens: 5, success: index > 0 }),
    );
    writeFileSync(join(dir, "llm_calls.jsonl"), rawFile(...lines));
    const { out } = await runCli(["stats", "--dir", dir, "--since", "2026-02-01"]);
    expect(out).toContain("180 (120 in, 60 out)");
    expect(out).toContain("  and 2 more\n");
    expect(out).toMatch(/^Since Feb 1, 2026 /);
    expect(out).toMatch(/Failed +1\n/);
  });

  it("with many problems are summed up", async () => {
    writeFileSync(
      join(dir, "llm_calls.jsonl"),
      rawFile(...Array.from({ length: 25 }, () => "{torn"), rawCall({ estimated_cost: -1 })),
    );
    const { out } = await runCli(["health", "--dir", dir]);
    expect(out).toContain("26 problems\n");
    expect(out).toContain("  and 6 more\n");
  });
});

describe("long lists", () => {
  it("are written in pieces that make one document", async () => {
    const line = rawCall();
    writeFileSync(join(dir, "llm_calls.jsonl"), rawFile(...Array.from({ length: 20_003 }, () => line)));
    const pieces: string[] = [];
    const writeOut = (text: string) => {
      pieces.push(text);
      return Promise.resolve(true);
    };
    await runCli(["calls", "--json", "--dir", dir, "--offset", "1"], { writeOut });
    const { total, rows } = JSON.parse(pieces.join(""));
    expect(total).toBe(20_003);
    expect(rows).toHaveLength(20_002);
    expect(new Set(rows.map((row: { id: string }) => row.id)).size).toBe(20_002);
    expect(pieces).toHaveLength(3);
    pieces.length = 0;
    const stopped = await runCli(["calls", "--csv", "--dir", dir], {
      writeOut: (text) => writeOut(text).then(() => false),
    });
    expect(stopped.code).toBe(0);
    expect(pieces).toHaveLength(2);
  });
});
