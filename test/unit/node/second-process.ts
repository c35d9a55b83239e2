import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";

import { afterEach } from "vitest";

const running = new Set<ChildProcess>();

afterEach(() => {
  for (const child of running) child.kill("SIGKILL");
  running.clear();
});

/** Runs JavaScript in another Node process with `fs` and `args` in scope, and waits for its end. */
export async function inSecondProcess(script: string, args: readonly string[]): Promise<void> {
  const prelude = 'const fs = require("node:fs"); const args = process.argv.slice(1);';
  const child = spawn(process.execPath, ["-e", `${prelude}\n${script}`, ...args], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  running.add(child);
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  const [code] = await once(child, "exit");
  running.delete(child);
  if (code !== 0) throw new Error(`second process ended with ${String(code)}: ${errors}`);
}

/**
 * Appends `count` call records as the producer does: open, one write, close. Ids are `<prefix>-0` and up.
 * Arguments: the path, the prefix, the count.
 */
export const APPEND_CALLS = `
  const [path, prefix, count] = args;
  for (let n = 0; n < Number(count); n++) {
    const file = fs.openSync(path, "a");
    fs.writeSync(file, JSON.stringify({ call_id: prefix + "-" + n, timestamp: "2026-02-01T12:00:00.250000",
      model_id: "m", tier: "capable", input_tokens: 10, estimated_cost: 0.001, latency_ms: 5, success: true }) + "\\n");
    fs.closeSync(file);
  }`;
