import type { CliIo } from "../../../src/cli/cli-io.ts";
import { run } from "../../../src/cli/run.ts";

export interface CliOutcome {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** 2026-02-14T12:00:00Z. */
export const NOW_MS = Date.UTC(2026, 1, 14, 12);

/** Runs a command line with a world of its own; what it writes is collected. */
export async function runCli(argv: readonly string[], over: Partial<CliIo> = {}): Promise<CliOutcome> {
  let out = "";
  let error = "";
  const code = await run(argv, {
    writeOut: (text) => {
      out += text;
      return Promise.resolve(true);
    },
    writeError: (text) => {
      error += text;
    },
    isOutTerminal: false,
    isErrorTerminal: false,
    env: {},
    cwd: "/",
    systemTimeZone: "UTC",
    locale: "en-US",
    nowMs: () => NOW_MS,
    elapsedMs: () => 0,
    signal: new AbortController().signal,
    ...over,
  });
  return { code, out, error };
}
