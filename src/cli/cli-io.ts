/** The outside world as a command sees it: everything that a test replaces. */
export interface CliIo {
  /** Resolves when the text was taken; false when nobody reads any more. */
  writeOut(text: string): Promise<boolean>;
  writeError(text: string): void;
  readonly isOutTerminal: boolean;
  readonly isErrorTerminal: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
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
