/** What the extension needs of VS Code's `LogOutputChannel`. Never given the content of a record. */
export interface Log {
  error(message: string): void;
  warn(message: string): void;
  info(message: string): void;
  debug(message: string): void;
  show(preserveFocus?: boolean): void;
}

/** An error as text for the log: its stack, and those of its causes. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = error.stack ?? `${error.name}: ${error.message}`;
  return error.cause === undefined ? own : `${own}\nCaused by: ${describeError(error.cause)}`;
}

/** The one place where a promise that nobody awaits ends: its failure is logged with what was tried. */
export function logFailure(log: Log, attempt: string, promise: PromiseLike<unknown>): void {
  promise.then(undefined, (error: unknown) => log.error(`${attempt} failed: ${describeError(error)}`));
}
