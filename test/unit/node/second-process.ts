import type { ChildProcess, ChildProcessByStdio } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";

import { afterAll, afterEach } from "vitest";

type PipedProcess = ChildProcessByStdio<Writable, Readable, Readable>;

const running = new Set<ChildProcess>();

afterEach(() => {
  for (const child of running) child.kill("SIGKILL");
  running.clear();
});

/** Lines that a script prints with `say`, and waits for with `hear`; both block. */
const PRELUDE = `const fs = require("node:fs"); const args = process.argv.slice(1);
  const say = (text) => fs.writeSync(1, text + "\\n");
  const heardBytes = Buffer.alloc(65536);
  let heard = "";
  const hear = () => {
    for (;;) {
      const end = heard.indexOf("\\n");
      if (end !== -1) {
        const line = heard.slice(0, end);
        heard = heard.slice(end + 1);
        return line;
      }
      try {
        const count = fs.readSync(0, heardBytes, 0, heardBytes.length);
        if (count === 0) process.exit(0);
        heard += heardBytes.toString("latin1", 0, count);
      } catch (error) {
        if (error.code !== "EAGAIN") throw error;
      }
    }
  };`;

export interface SecondProcess {
  /** The next line that the script says. Rejects when it ends before it says one. */
  said(): Promise<string>;
  tell(text: string): void;
  /** Ends its input: what it has not heard by then it will not. */
  finish(): void;
  kill(): void;
  /** Resolves at its end; rejects when it failed, but not when it was killed. */
  ended(): Promise<void>;
}

/** Starts JavaScript in another Node process with `fs`, `args`, `say` and `hear` in scope, for one test. */
export function secondProcess(script: string, args: readonly string[]): SecondProcess {
  return followForTest(spawnScript(script, args));
}

/** Speaks with a process that was started with pipes, and ends it after the test. */
export function followForTest(child: PipedProcess): SecondProcess {
  running.add(child);
  return follow(child);
}

/** The same for all tests of a file. */
export function lastingProcess(script: string, args: readonly string[] = []): SecondProcess {
  const child = spawnScript(script, args);
  afterAll(() => void child.kill("SIGKILL"));
  return follow(child);
}

function spawnScript(script: string, args: readonly string[]) {
  return spawn(process.execPath, ["-e", `${PRELUDE}\n${script}`, ...args], { stdio: "pipe" });
}

/** Runs JavaScript in another Node process, as `secondProcess`, and waits for its end. */
export async function inSecondProcess(script: string, args: readonly string[]): Promise<void> {
  await secondProcess(script, args).ended();
}

function follow(child: PipedProcess): SecondProcess {
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  // What is told to one that has just ended gets nowhere, and need not.
  child.stdin.on("error", () => undefined);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const end = async (): Promise<void> => {
    const [code, signal] = await once(child, "exit");
    running.delete(child);
    if (code !== 0 && signal !== "SIGKILL")
      throw new Error(`second process ended with ${String(code ?? signal)}: ${errors}`);
  };
  const ended = end();
  // Whoever asks gets the error.
  ended.catch(() => undefined);
  return {
    said: async () => {
      const { value, done } = await lines.next();
      if (done === true) throw new Error(`second process said nothing more: ${errors}`);
      return value;
    },
    tell: (text) => void child.stdin.write(`${text}\n`),
    finish: () => void child.stdin.end(),
    kill: () => void child.kill("SIGKILL"),
    ended: () => ended,
  };
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
