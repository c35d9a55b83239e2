import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { build } from "esbuild";
import { scannerForEsbuild } from "../../../../scripts/lib/scanner-plugin.mjs";
import { repoRoot } from "../../../../scripts/lib/paths.mjs";

/** Kills itself, as kill -9 does, before its n-th step that could change the disk or look at it. */
const COUNT_STEPS = `
  const fs = require("node:fs"), promises = require("node:fs/promises");
  const [bundle, step, args] = process.argv.slice(1);
  let left = Number(step);
  const counted = (holder, name) => {
    const real = holder[name];
    holder[name] = function (...given) {
      if (--left === 0) process.kill(process.pid, "SIGKILL");
      return real.apply(this, given);
    };
  };
  for (const name of ["open", "rename", "unlink", "mkdir", "rmdir", "writeFile"]) counted(promises, name);
  for (const name of ["write", "linkSync", "renameSync"]) counted(fs, name);
  require(bundle).run(...JSON.parse(args)).then(() => process.exit(0), (error) => {
    console.error(error);
    process.exit(1);
  });`;

/** Makes a program of TypeScript that exports `run`; returns its path. */
export async function bundled(source: string, folder: string): Promise<string> {
  const outfile = join(folder, "program.cjs");
  await build({
    stdin: { contents: source, resolveDir: repoRoot, loader: "ts" },
    bundle: true,
    platform: "node",
    format: "cjs",
    outfile,
    logLevel: "error",
    plugins: [scannerForEsbuild],
  });
  return outfile;
}

/** Runs a program in a process of its own that dies at a step; "done" when it ended before. */
export async function runKilledAt(
  program: string,
  step: number,
  args: readonly unknown[],
): Promise<"killed" | "done"> {
  const child = spawn(process.execPath, ["-e", COUNT_STEPS, program, String(step), JSON.stringify(args)], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  const [code, signal] = await once(child, "exit");
  if (signal === "SIGKILL") return "killed";
  if (code !== 0) throw new Error(`the process ended with ${String(code)}: ${errors}`);
  return "done";
}
