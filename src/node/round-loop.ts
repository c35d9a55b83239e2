import type { Round } from "./pending-work.ts";
import { PendingWork } from "./pending-work.ts";

export interface RoundLoopOptions {
  readonly onRound: (round: Round) => Promise<void>;
  /** Nothing is left to do, for now. */
  readonly onIdle: () => void;
  readonly onFault: (error: unknown) => void;
}

/** Runs one round at a time, for as long as work was asked for; requests meanwhile make the next round. */
export class RoundLoop {
  readonly work = new PendingWork();
  readonly #options: RoundLoopOptions;
  #running: Promise<void> | null = null;
  #isDisposed = false;

  constructor(options: RoundLoopOptions) {
    this.#options = options;
  }

  get isRunning(): boolean {
    return this.#running !== null;
  }

  /** Begins, unless it is running: then the loop finds the work by itself. */
  kick(): void {
    if (this.#isDisposed || this.#running !== null) return;
    this.#running = this.#run();
  }

  async whenIdle(): Promise<void> {
    while (this.#running !== null) await this.#running;
  }

  dispose(): void {
    this.#isDisposed = true;
    for (const done of this.work.take().waiters) done();
  }

  async #run(): Promise<void> {
    // A turn, so that requests made together fall into one round.
    await Promise.resolve();
    while (!this.#isDisposed && !this.work.isEmpty) await this.#runOne(this.work.take());
    this.#running = null;
    if (this.#isDisposed) this.dispose();
    else this.#options.onIdle();
  }

  async #runOne(round: Round): Promise<void> {
    try {
      await this.#options.onRound(round);
    } catch (error) {
      for (const done of round.waiters) done();
      if (!this.#isDisposed) this.#options.onFault(error);
    }
  }
}
