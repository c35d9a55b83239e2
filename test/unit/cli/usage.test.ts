import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import packageJson from "../../../package.json" with { type: "json" };
import { COMMANDS } from "../../../src/cli/command-line.ts";
import { rawFile } from "../../fixtures/raw-lines-other.ts";
import { rawCall } from "../../fixtures/raw-lines.ts";
import { makeContractFolder } from "./contract-folder.ts";
import { runCli } from "./fake-io.ts";

let dir = "";
let outDir = "";

beforeAll(() => {
  dir = makeContractFolder();
  outDir = mkdtempSync(join(tmpdir(), "telemetry-out-"));
});

afterAll(() => {
  rmSync(dir, { recursive: true });
  rmSync(outDir, { recursive: true });
});

describe("usage", () => {
  it.each([
    [["stast"], "Unknown command: stast", "Did you mean stats?"],
    [["help", "exprot"], "Unknown command: exprot", "Did you mean export?"],
    [["stats", "--jsno"], "Unknown option of stats: --jsno", "Did you mean --json?"],
    [["calls", "--query", "status:error"], "Unknown option of calls: --query", ""],
    [["stats", "-j"], "Unknown option of stats: -j", ""],
    [["stats", "--limit", "3"], "Unknown option of stats: --limit", ""],
    [["stats", "more"], "Unexpected argument: more", ""],
    [[], "No command given.", "empathy-telemetry help"],
    [["stats", "--dir"], "--dir needs a value: <path>.", ""],
    [["stats", "--json=yes"], "--json takes no value.", ""],
    [["stats", "--tz", "UTC", "--tz", "UTC"], "--tz is given twice.", ""],
    [["stats", "--tz", "Europe/Berln"], "not a time zone: Europe/Berln", "Did you mean Europe/Berlin?"],
    [["stats", "--naive-tz", "Nowhere"], "--naive-tz: not a time zone", ""],
    [["stats", "--range", "8d"], "--range: not one of today, 7d, 30d, all: 8d", ""],
    [["stats", "--range", "7d", "--since", "2026-01-01"], "either --range or --since", ""],
    [["stats", "--since", "yesterday"], "--since: neither an ISO time nor a date: yesterday", ""],
    [["stats", "--until", "2026-02-30"], "--until: neither an ISO time nor a date: 2026-02-30", ""],
    [["stats", "--since", "2026-02-02", "--until", "2026-02-01"], "--since is not before --until.", ""],
    [["stats", "--now", "soon"], "--now: not an ISO time: soon", ""],
    [["calls", "--dir", "--json"], "--dir needs a value", ""],
    [["calls", "--limit", "-1"], "--limit: not a whole number from 0 on: -1", ""],
    [["calls", "--limit=-1"], "--limit: not a whole number from 0 on: -1", ""],
    [["calls", "--offset", "1.5"], "--offset: not a whole number", ""],
    [["calls", "--json", "--csv"], "either --json or --csv", ""],
    [["calls", "--sort", "costs"], "--sort: no such field: costs", "Did you mean cost?"],
    [["calls", "--sort", "constructor"], "--sort: no such field", ""],
    [["runs", "--sort", "cost:up"], "the order is asc or desc: cost:up", ""],
    [["runs", "--sort", "latency"], "--sort: no such field: latency", ""],
    [["export"], "export needs --out <file>.", ""],
    [["export", "--out", "x"], "export needs --format: csv, json, jsonl.", ""],
    [["export", "--out", "x.csv", "--format", "xml"], "--format: not one of csv, json, jsonl: xml", ""],
    [["export", "--out", "x.csv", "--kind", "call"], "--kind: not one of calls, runs: call", ""],
  ])("%j is a usage error", async (argv, message, suggestion) => {
    const { code, out, error } = await runCli(argv);
    expect(code).toBe(2);
    expect(out.startsWith("{") ? JSON.parse(out).error.code : out).toMatch(/^(USAGE)?$/);
    expect(error).toContain(message);
    expect(error).toContain(suggestion);
  });

  it("is one JSON document for programs", async () => {
    const { out } = await runCli(["stats", "--json", "--tz", "Europe/Berln"]);
    expect(JSON.parse(out)).toEqual({
      error: {
        code: "USAGE",
        message: "--tz: not a time zone: Europe/Berln",
        suggestion: "Europe/Berlin",
        argument: 3,
      },
    });
  });

  it.each([
    [["stast"], 1],
    [["help", "exprot"], 2],
    [["calls", "--limit", "1", "--jsno"], 4],
    [["stats", "--json", "more"], 3],
    [["stats", "--dir=x", "--tz", "UTC", "--tz=UTC"], 5],
    [["calls", "--sort=costs"], 2],
    [["stats", "--since", "2026-02-02", "--until", "2026-02-01"], 2],
    [["calls", "--limit", "x"], 2],
    [["export", "--out", "x.csv", "--kind", "call"], 4],
    [["stats", "--dir"], 2],
    [["stats", "--json=yes"], 2],
  ])("%j says that argument %i is wrong", async (argv, argument) => {
    const { error } = await runCli(argv);
    expect(error.split("\n")[0]).toMatch(new RegExp(` \\(argument ${argument}\\)$`));
  });

  it("has no place for what is missing", async () => {
    const { out, error } = await runCli(["export", "--json"]);
    expect(JSON.parse(out).error.argument).toBeNull();
    expect(error).not.toContain("(argument");
  });
});

describe("help and version", () => {
  it.each([["help"], ["--help"], ["-h"]])("%s prints help", async (word) => {
    const { code, out } = await runCli([word]);
    expect(code).toBe(0);
    for (const { name } of COMMANDS) expect(out).toContain(name);
  });

  it("explains each command with its options", async () => {
    for (const { name, options } of COMMANDS) {
      const [asked, flagged] = [await runCli(["help", name]), await runCli([name, "--help"])];
      expect(asked).toEqual(flagged);
      for (const option of options) expect(asked.out).toContain(`--${option.name}`);
    }
  });

  it("prints the version of the package", async () => {
    expect(await runCli(["--version"])).toEqual({ code: 0, out: `${packageJson.version}\n`, error: "" });
  });
});

describe("export", () => {
  it("writes the records of the range and says how many", async () => {
    const path = join(outDir, "calls.jsonl");
    const { out, code } = await runCli(["export", "--dir", dir, "--out", path, "--since", "2026-01-20"]);
    expect({ out, code }).toEqual({ out: `Wrote 4 calls to ${path}.\n`, code: 0 });
    expect(readFileSync(path, "utf8").trimEnd().split("\n")).toHaveLength(4);
  });

  it("says one call and no more", async () => {
    const path = join(outDir, "one.jsonl");
    const argv = ["export", "--dir", dir, "--out", path, "--since", "2026-02-01T00:32:03"];
    expect((await runCli(argv)).out).toBe(`Wrote 1 call to ${path}.\n`);
  });

  it("tells programs what it wrote; paths are those of the current folder", async () => {
    const argv = [
      "export",
      "--dir",
      dir,
      "--out",
      "runs.txt",
      "--format",
      "json",
      "--kind",
      "runs",
      "--json",
    ];
    const { out } = await runCli(argv, { cwd: outDir });
    const path = join(outDir, "runs.txt");
    expect(JSON.parse(out)).toEqual({ path, format: "json", kind: "runs", records: 11 });
    expect(JSON.parse(readFileSync(path, "utf8"))).toHaveLength(11);
  });

  it("fails with a reason where it cannot write", async () => {
    const { code, error } = await runCli(["export", "--dir", dir, "--out", join(outDir, "no", "x.csv")]);
    expect(code).toBe(2);
    expect(error).toContain("does not exist");
  });

  it("never writes over the telemetry, nor where it would be read as telemetry", async () => {
    const before = readFileSync(join(dir, "llm_calls.jsonl"), "utf8");
    for (const name of ["llm_calls.jsonl", "llm_calls.2026.jsonl"]) {
      const { code, error } = await runCli(["export", "--dir", ".", "--out", name], { cwd: dir });
      expect(code).toBe(2);
      expect(error).toContain("telemetry file");
    }
    expect(readFileSync(join(dir, "llm_calls.jsonl"), "utf8")).toBe(before);
    expect(readdirSync(dir).toSorted()).toEqual(["llm_calls.jsonl", "workflow_runs.jsonl"]);
  });

  it("knows the format by the ending in any case, and takes no dash for a file", async () => {
    const path = join(outDir, "CALLS.CSV");
    expect((await runCli(["export", "--dir", dir, "--out", path])).code).toBe(0);
    expect(readFileSync(path, "utf8")).toMatch(/^at,workflow,/);
    const dash = await runCli(["export", "--dir", dir, "--out", "-", "--format", "csv"], { cwd: outDir });
    expect(dash.code).toBe(2);
    expect(dash.error).toContain("/dev/stdout");
    expect(readdirSync(outDir)).not.toContain("-");
  });

  it("fails like unreadable input where the telemetry changes under it", async () => {
    const changing = mkdtempSync(join(tmpdir(), "telemetry-changing-"));
    const file = join(changing, "llm_calls.jsonl");
    writeFileSync(file, rawFile(rawCall()));
    const path = join(changing, "out.csv");
    let clockMs = 0;
    const { code, error } = await runCli(["export", "--dir", changing, "--out", path], {
      elapsedMs: () => (clockMs += 2000),
      writeError: (text) => {
        if (text.startsWith("Writing")) writeFileSync(file, "");
      },
    });
    expect({ code, error }).toEqual({ code: 3, error: "" });
    expect(readdirSync(changing)).toEqual(["llm_calls.jsonl"]);
    rmSync(changing, { recursive: true });
  });

  it("leaves nothing behind when it is interrupted while writing", async () => {
    const abort = new AbortController();
    const cut = join(outDir, "cut");
    const argv = ["export", "--dir", dir, "--out", `${cut}.csv`];
    let clockMs = 0;
    const outcome = await runCli(argv, {
      signal: abort.signal,
      elapsedMs: () => (clockMs += 2000),
      writeError: (text) => {
        if (text.startsWith("Writing")) abort.abort();
      },
    });
    expect(outcome.code).toBe(130);
    expect(readdirSync(outDir).filter((name) => name.includes("cut"))).toEqual([]);
  });
});

describe("progress", () => {
  it("is shown on standard error after a second, and taken away from a terminal", async () => {
    let clockMs = 0;
    const slow = { elapsedMs: () => (clockMs += 600) };
    const terminal = await runCli(["stats", "--json", "--dir", dir], { ...slow, isErrorTerminal: true });
    expect(terminal.error).toMatch(/\rReading .* records/);
    expect(terminal.error.endsWith("\r\u001b[K")).toBe(true);
    expect(JSON.parse(terminal.out).schema).toBe(1);
    const quick = await runCli(["stats", "--dir", dir], { isErrorTerminal: true });
    expect(quick.error).toBe("");
  });

  it("ends with an interrupt", async () => {
    const outcome = await runCli(["stats", "--dir", dir], { signal: AbortSignal.abort() });
    expect(outcome).toMatchObject({ code: 130, out: "" });
  });
});
