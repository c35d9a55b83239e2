const SAMPLE_MS = 1;

/** Watches how long this thread keeps its event loop from turning, by the clock. */
export class TurnGaps {
  readonly #timer = setInterval(() => this.#turn(), SAMPLE_MS);
  #lastMs = performance.now();
  #longestMs = 0;

  /** Does some work that is no part of what is watched. */
  leaveOut(work: () => void): void {
    this.#turn();
    work();
    this.#lastMs = performance.now();
  }

  /** Ends watching; the longest gap, ms. */
  end(): number {
    this.#turn();
    clearInterval(this.#timer);
    return this.#longestMs;
  }

  #turn(): void {
    const nowMs = performance.now();
    this.#longestMs = Math.max(this.#longestMs, nowMs - this.#lastMs);
    this.#lastMs = nowMs;
  }
}
