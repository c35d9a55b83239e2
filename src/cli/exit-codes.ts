/** 1 is for checks that fail; none of these commands checks anything. */
export const EXIT = {
  ok: 0,
  usage: 2,
  unreadable: 3,
  /** As shells report an interrupt: 128 + SIGINT; also for the other signals that ask for an end. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Why a command did not do its work. */
export interface CliFailure {
  readonly exitCode: ExitCode;
  readonly code: "USAGE" | "UNREADABLE" | "NOT_WRITTEN" | "INTERRUPTED";
  readonly message: string;
  /** What to write instead, where that can be guessed. */
  readonly suggestion: string | null;
  /** Place of the argument at fault, 1 for the first after the program's name; absent where none is. */
  readonly argument?: number | null;
  /** The command has written its document before it failed: nothing more goes to standard output. */
  readonly isAnswered?: boolean;
}

export function usageFailure(
  message: string,
  suggestion: string | null = null,
  argument: number | null = null,
): CliFailure {
  return { exitCode: EXIT.usage, code: "USAGE", message, suggestion, argument };
}

export function unreadableFailure(message: string): CliFailure {
  return { exitCode: EXIT.unreadable, code: "UNREADABLE", message, suggestion: null };
}

/** What should hold the answer cannot: a file, or standard output. */
export function unwrittenFailure(message: string): CliFailure {
  return { exitCode: EXIT.usage, code: "NOT_WRITTEN", message, suggestion: null };
}

export const INTERRUPTED: CliFailure = {
  exitCode: EXIT.interrupted,
  code: "INTERRUPTED",
  message: "Interrupted.",
  suggestion: null,
};
