/** The outside world as a command sees it: everything that a test replaces. */
export interface CliIo {
  /**
   * Resolves when the text was taken; false when nobody reads any more, or the user interrupted. Rejects with
   * an `OutputError` when it could not be written.
   */
  writeOut(text: string): Promise<boolean>;
  writeError(text: string): void;
  readonly isOutTerminal: boolean;
  readonly isErrorTerminal: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The current folder; null when it does not exist any more. */
  readonly cwd: string | null;
  /** IANA zone of the machine. */
  readonly systemTimeZone: string;
  /** BCP 47 tag for numbers in text; JSON and CSV do not depend on it. */
  readonly locale: string;
  nowMs(): number;
  /** Milliseconds of a clock that only goes forward. */
  elapsedMs(): number;
  /** Aborted when the user interrupts. */
  readonly signal: AbortSignal;
}

/** Standard output did not take what was written: a full disk, not a reader that left. */
export class OutputError extends Error {
  /** The system's code, e.g. `ENOSPC`. */
  readonly code: string;

  constructor(code: string) {
    super(`standard output: ${code}`);
    this.code = code;
  }
}
