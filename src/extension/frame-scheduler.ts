/** Runs a task at most once a frame, however often it is asked for; the last request is always served. */
export class FrameScheduler {
  readonly #run: () => void;
  readonly #frameMs: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lastRunAtMs = Number.NEGATIVE_INFINITY;
  #isDisposed = false;

  constructor(run: () => void, frameMs: number) {
    this.#run = run;
    this.#frameMs = frameMs;
  }

  /** The first request after a pause runs in the next turn, later ones at the end of the frame. */
  request(): void {
    if (this.#timer !== undefined || this.#isDisposed) return;
    const waitMs = Math.max(0, this.#lastRunAtMs + this.#frameMs - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#lastRunAtMs = performance.now();
      this.#run();
    }, waitMs);
  }

  dispose(): void {
    this.#isDisposed = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
