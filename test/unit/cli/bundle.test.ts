import { spawn, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdtempSync,
  openSync,
  closeSync,
  readdirSync,
  rmSync,
  watch,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as esbuild from "esbuild";
import { scannerForEsbuild } from "../../../scripts/lib/scanner-plugin.mjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rawFile } from "../../fixtures/raw-lines-other.ts";
import { rawCall } from "../../fixtures/raw-lines.ts";
import { CONTRACT_ZONE, makeContractFolder } from "./contract-folder.ts";
import { runCli } from "./fake-io.ts";

let workDir = "";
let dir = "";
let cli = "";

beforeAll(async () => {
  workDir = mkdtempSync(join(tmpdir(), "telemetry-bundle-"));
  dir = makeContractFolder();
  cli = join(workDir, "cli.cjs");
  await esbuild.build({
    entryPoints: ["src/cli/main.ts"],
    outfile: cli,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    plugins: [scannerForEsbuild],
    logLevel: "error",
  });
});

afterAll(() => {
  rmSync(workDir, { recursive: true });
  rmSync(dir, { recursive: true });
});

function runBundle(...argv: readonly string[]) {
  return spawnSync(process.execPath, [cli, ...argv], { encoding: "utf8", cwd: workDir });
}

describe("the bundled command", () => {
  it("prints what the source prints", async () => {
    const argv = ["stats", "--json", "--dir", dir, "--tz", CONTRACT_ZONE, "--naive-tz", CONTRACT_ZONE];
    const { status, stdout, stderr } = runBundle(...argv, "--now", "2026-02-14T12:00:00Z");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toBe((await runCli(argv)).out);
  });

  it("exits with 2 for wrong usage and 3 for missing input", () => {
    expect(runBundle("stats", "--nope")).toMatchObject({ status: 2, stdout: "" });
    const missing = runBundle("stats");
    expect(missing).toMatchObject({ status: 3, stdout: "" });
    expect(missing.stderr).toContain(".empathy");
  });

  it("is not coloured when it is piped", () => {
    expect(runBundle("calls", "--dir", dir).stdout).not.toContain("\u001b");
  });

  it.runIf(existsSync("/dev/full"))("says that its output could not be written", () => {
    const full = openSync("/dev/full", "w");
    const argv = [cli, "calls", "--json", "--dir", dir];
    const { status, stderr } = spawnSync(process.execPath, argv, {
      encoding: "utf8",
      stdio: ["ignore", full, "pipe"],
    });
    closeSync(full);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: "empathy-telemetry: Standard output could not be written (ENOSPC): it is not complete.\n",
    });
  });

  it.runIf(process.platform !== "win32")("says that its folder is gone", () => {
    const gone = mkdtempSync(join(tmpdir(), "telemetry-gone-"));
    const script = `cd "$1" && rmdir "$1" && exec "$2" "$3" stats`;
    const { status, stdout, stderr } = spawnSync("sh", ["-c", script, "sh", gone, process.execPath, cli], {
      encoding: "utf8",
    });
    expect({ status, stdout }).toEqual({ status: 3, stdout: "" });
    expect(stderr).toBe(
      "empathy-telemetry: The current folder does not exist any more; name a whole path.\n",
    );
  });

  it.runIf(process.platform !== "win32")(
    "leaves no half file when it is told to end",
    async () => {
      const outDir = mkdtempSync(join(tmpdir(), "telemetry-ended-"));
      const many = mkdtempSync(join(tmpdir(), "telemetry-many-"));
      writeFileSync(
        join(many, "llm_calls.jsonl"),
        rawFile(...Array.from({ length: 100_000 }, () => rawCall())),
      );
      const child = spawn(process.execPath, [cli, "export", "--dir", many, "--out", join(outDir, "x.csv")], {
        stdio: "ignore",
      });
      const ended = new Promise((resolve) => {
        child.on("close", resolve);
      });
      const watcher = watch(outDir, () => {
        watcher.close();
        child.kill("SIGTERM");
      });
      expect(await ended).toBe(130);
      expect(readdirSync(outDir)).toEqual([]);
      for (const path of [outDir, many]) rmSync(path, { recursive: true });
    },
    60_000,
  );

  it("is quiet when its reader goes away", async () => {
    const child = spawn(process.execPath, [cli, "calls", "--json", "--dir", dir], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    child.stdout.destroy();
    let error = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      error += text;
    });
    const code = await new Promise((resolve) => {
      child.on("close", resolve);
    });
    expect({ code, error }).toEqual({ code: 0, error: "" });
  });
});
