import type { CliIo } from "./cli-io.ts";

interface OutStream {
  readonly isTTY?: boolean;
  write(text: string, onTaken?: (error?: Error | null) => void): boolean;
  on(event: "error", listener: (error: NodeJS.ErrnoException) => void): unknown;
}

/** What a command needs of a process; `process` is one. */
export interface HostProcess {
  readonly stdout: OutStream;
  readonly stderr: OutStream;
  readonly env: CliIo["env"];
  cwd(): string;
  once(event: "SIGINT", listener: () => void): unknown;
}

/** The real world. Broken pipes are quiet: `calls --csv | head` is a normal way to use this. */
export function nodeIo(host: HostProcess): CliIo {
  let isOutClosed = false;
  host.stdout.on("error", () => {
    isOutClosed = true;
  });
  host.stderr.on("error", ignoreClosedPipe);
  const interrupt = new AbortController();
  // Once: a second interrupt ends the process as usual.
  host.once("SIGINT", () => interrupt.abort());
  return {
    writeOut: (text) =>
      new Promise((resolve) => {
        if (isOutClosed) resolve(false);
        else host.stdout.write(text, (error) => resolve(error === null || error === undefined));
      }),
    writeError: (text) => {
      host.stderr.write(text);
    },
    isOutTerminal: host.stdout.isTTY === true,
    isErrorTerminal: host.stderr.isTTY === true,
    env: host.env,
    cwd: host.cwd(),
    systemTimeZone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
    locale: "en-US",
    nowMs: () => Date.now(),
    elapsedMs: () => performance.now(),
    signal: interrupt.signal,
  };
}

/** Nobody reads our messages any more: the exit code still says how it went. */
function ignoreClosedPipe(): void {}
