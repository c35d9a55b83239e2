import type { CliIo } from "./cli-io.ts";

/** What takes longer than this says how far it is. */
const QUIET_MS = 1000;
/** A terminal's line is renewed in place; anything else gets a line now and then. */
const TERMINAL_STEP_MS = 100;
const LOG_STEP_MS = 5000;

/** Progress on standard error, only of what takes long. */
export class ProgressLine {
  readonly #io: CliIo;
  #dueMs: number;
  #isShown = false;

  constructor(io: CliIo) {
    this.#io = io;
    this.#dueMs = io.elapsedMs() + QUIET_MS;
  }

  update(text: () => string): void {
    const nowMs = this.#io.elapsedMs();
    if (nowMs < this.#dueMs) return;
    const { isErrorTerminal } = this.#io;
    this.#io.writeError(isErrorTerminal ? `\r${text()}\u001b[K` : `${text()}\n`);
    this.#isShown = isErrorTerminal;
    this.#dueMs = nowMs + (isErrorTerminal ? TERMINAL_STEP_MS : LOG_STEP_MS);
  }

  /** Takes the line away, so that results stand alone. */
  clear(): void {
    if (this.#isShown) this.#io.writeError("\r\u001b[K");
    this.#isShown = false;
  }
}
