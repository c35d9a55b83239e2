import type { CliIo } from "./cli-io.ts";

/** The real process. Broken pipes are quiet: `calls --csv | head` is a normal way to use this. */
export function nodeIo(host: NodeJS.Process): CliIo {
  let isOutClosed = false;
  host.stdout.on("error", (error: NodeJS.ErrnoException) => {
    isOutClosed = true;
    if (error.code !== "EPIPE") host.exitCode = 1;
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
    isOutTerminal: host.stdout.isTTY,
    isErrorTerminal: host.stderr.isTTY,
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
