import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { rawCost, rawFile } from "../../fixtures/raw-lines-other.ts";
import { rawCall, rawRun } from "../../fixtures/raw-lines.ts";
import { OutputError } from "../../../src/cli/cli-io.ts";
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

describe("an overlapping source that cannot be read", () => {
  beforeEach(() => {
    symlinkSync("usage.jsonl", join(dir, "usage.jsonl"));
    writeFileSync(join(dir, "llm_calls.jsonl"), rawFile(rawCall()));
  });

  it.each([["stats"], ["calls"], ["health"]])("does not keep %s from its figures", async (command) => {
    const { code, out, error } = await runCli([command, "--json", "--dir", dir]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toBeTruthy();
    expect(error).toBe(
      `empathy-telemetry: could not read ${join(dir, "usage.jsonl")} (ELOOP); it is never added, so no figure lacks it\n`,
    );
  });

  it("is named by health", async () => {
    const { out } = await runCli(["health", "--json", "--dir", dir]);
    expect(JSON.parse(out).unreadableFiles).toEqual([{ path: join(dir, "usage.jsonl"), code: "ELOOP" }]);
  });
});

describe("a folder that cannot be read", () => {
  it("is named by health, as JSON and for people", async () => {
    const loop = join(dir, "loop");
    symlinkSync("loop", loop);
    const { code, out } = await runCli(["health", "--json", "--dir", loop]);
    expect(code).toBe(3);
    expect(JSON.parse(out)).toMatchObject({ files: [], unreadableFiles: [{ path: loop, code: "ELOOP" }] });
    const text = await runCli(["health", "--dir", loop]);
    expect(text.out).toBe(`No telemetry files.\n\nCould not be read\n  ${loop} (ELOOP)\n`);
  });

  it("is told apart from a file", async () => {
    const file = join(dir, "file");
    writeFileSync(file, "");
    const one = await runCli(["stats", "--dir", file]);
    expect(one).toMatchObject({ code: 3, error: `empathy-telemetry: Not a folder: ${file}.\n` });
    const absent = await runCli(["stats", "--dir", file, "--dir", join(dir, "absent")]);
    expect(absent.code).toBe(3);
    expect(absent.error).toContain(`No such folder: ${join(dir, "absent")}.`);
  });
});

describe("ids of records", () => {
  it("name the folder as it was given, never by the machine's path", async () => {
    for (const name of ["a", "b"]) {
      mkdirSync(join(dir, name));
      writeFileSync(join(dir, name, "llm_calls.jsonl"), rawFile(rawCall()));
    }
    const idsOf = async (...dirs: readonly string[]) => {
      const options = dirs.flatMap((name) => ["--dir", name]);
      const { out } = await runCli(["calls", "--json", "--sort", "time:asc", ...options], { cwd: dir });
      return JSON.parse(out).rows.map((row: { id: string }) => row.id);
    };
    expect(await idsOf("./a/", "b")).toEqual(["call:a/llm_calls.jsonl:0", "call:b/llm_calls.jsonl:0"]);
    expect(await idsOf("a")).toEqual(["call:llm_calls.jsonl:0"]);
    expect(await idsOf(join(dir, "a"), "b")).toEqual([
      `call:${join(dir, "a")}/llm_calls.jsonl:0`,
      "call:b/llm_calls.jsonl:0",
    ]);
  });
});

describe("a current folder that is gone", () => {
  it.each([
    [["stats"]],
    [["calls", "--dir", "x"]],
    [["export", "--dir", tmpdir(), "--out", "x.csv"]],
    [["health", "--json"]],
  ])("fails %j with one sentence", async (argv) => {
    const { code, out, error } = await runCli(argv, { cwd: null });
    expect(code).toBe(3);
    expect(out === "" ? "UNREADABLE" : JSON.parse(out).error.code).toBe("UNREADABLE");
    expect(error).toBe("empathy-telemetry: The current folder does not exist any more; name a whole path.\n");
  });

  it("does not matter for whole paths", async () => {
    writeFileSync(join(dir, "llm_calls.jsonl"), rawFile(rawCall()));
    const { code, out } = await runCli(["stats", "--json", "--dir", dir], { cwd: null });
    expect({ code, calls: JSON.parse(out).calls.count }).toEqual({ code: 0, calls: 1 });
  });
});

describe("standard output that cannot be written", () => {
  it.each([["stats"], ["calls"], ["health"], ["help"]])("fails %s with the reason", async (command) => {
    writeFileSync(join(dir, "llm_calls.jsonl"), rawFile(rawCall()));
    const argv = command === "help" ? ["help"] : [command, "--json", "--dir", dir];
    const { code, error } = await runCli(argv, {
      writeOut: () => Promise.reject(new OutputError("ENOSPC")),
    });
    expect(code).toBe(2);
    expect(error).toBe(
      "empathy-telemetry: Standard output could not be written (ENOSPC): it is not complete.\n",
    );
  });

  it("does not hide a fault of our own", async () => {
    const writeOut = () => Promise.reject(new RangeError("ours"));
    await expect(runCli(["help"], { writeOut })).rejects.toThrow("ours");
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
      baseline_cost: null,
      total_duration_ms: null,
      stages: [],
      started_at: null,
      completed_at: null,
    };
    writeFileSync(join(dir, "workflow_runs.jsonl"), rawFile(rawRun(bare)));
    expect((await runCli(["calls", "--dir", dir])).out).toMatch(/^TIME .*\n +unknown\n1 to 1 of 1 call,/);
    const { out: stats } = await runCli(["stats", "--dir", dir]);
    expect(stats).toMatch(/\nRUNS\n(.*\n){2} {2}Cost +not reported\n {2}Savings +not reported\n/);
    expect((await runCli(["calls", "--dir", dir, "--limit", "0"])).out).toBe(
      "The 1 call is not on this page.\n",
    );
    expect((await runCli(["runs", "--dir", dir])).out).toMatch(/^TIME .*\n +success\n1 to 1 of 1 run,/);
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
    const abort = new AbortController();
    const interrupted = await runCli(["calls", "--json", "--dir", dir], {
      signal: abort.signal,
      writeOut: (text) => writeOut(text).finally(() => abort.abort()),
    });
    expect(interrupted.code).toBe(130);
    expect(pieces).toHaveLength(3);
  });
});
