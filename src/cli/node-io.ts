import { ioErrorCode } from "../node/telemetry-fs.ts";
import type { CliIo } from "./cli-io.ts";
import { OutputError } from "./cli-io.ts";
import { systemTimeZone } from "../node/system-time-zone.ts";

interface OutStream {
  readonly isTTY?: boolean;
  write(text: string, onTaken?: (error?: Error | null) => void): boolean;
  on(event: "error", listener: (error: NodeJS.ErrnoException) => void): unknown;
}

/** Each ends a command in order: what it was writing is taken away. */
const END_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** What a command needs of a process; `process` is one. */
export interface HostProcess {
  readonly stdout: OutStream;
  readonly stderr: OutStream;
  readonly env: CliIo["env"];
  cwd(): string;
  once(event: (typeof END_SIGNALS)[number], listener: () => void): unknown;
}

/** The real world. Broken pipes are quiet: `calls --csv | head` is a normal way to use this. */
export function nodeIo(host: HostProcess): CliIo {
  host.stderr.on("error", ignoreClosedPipe);
  const interrupt = new AbortController();
  // Once: a second signal ends the process as usual.
  for (const name of END_SIGNALS) host.once(name, () => interrupt.abort());
  return {
    writeOut: outputWriter(host.stdout, interrupt.signal),
    writeError: (text) => {
      host.stderr.write(text);
    },
    isOutTerminal: host.stdout.isTTY === true,
    isErrorTerminal: host.stderr.isTTY === true,
    env: host.env,
    cwd: currentFolder(host),
    systemTimeZone: systemTimeZone(),
    locale: "en-US",
    nowMs: () => Date.now(),
    elapsedMs: () => performance.now(),
    signal: interrupt.signal,
  };
}

function outputWriter(stdout: OutStream, signal: AbortSignal): CliIo["writeOut"] {
  // The first error is the cause; later ones only say that the stream was given up.
  let failure: Error | null = null;
  const note = (error: Error): Error => (failure ??= error);
  stdout.on("error", note);
  return (text) =>
    new Promise((resolve, reject) => {
      const fail = (error: Error): void => {
        const code = ioErrorCode(error);
        if (code === "EPIPE") resolve(false);
        else reject(new OutputError(code));
      };
      if (failure !== null) return fail(failure);
      if (signal.aborted) return resolve(false);
      const stop = (): void => resolve(false);
      // A reader that has stopped reading must not hold up the end.
      signal.addEventListener("abort", stop, { once: true });
      stdout.write(text, (error) => {
        signal.removeEventListener("abort", stop);
        if (error === null || error === undefined) resolve(true);
        else fail(note(error));
      });
    });
}

function currentFolder(host: HostProcess): string | null {
  try {
    return host.cwd();
  } catch {
    // The system has no path for it: it was deleted. Commands with whole paths do not need it.
    return null;
  }
}

/** Nobody reads our messages any more: the exit code still says how it went. */
function ignoreClosedPipe(): void {}
