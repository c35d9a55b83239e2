/** Of the time that passes under constant requests, at most one part in this many goes to the task. */
const IDLE_FACTOR = 3;
/** A task that waits, or works in turns, takes long by the clock and leaves room as it goes. */
const LONGEST_PAUSE_MS = 500;

/**
 * Runs a task at most once a frame, however often it is asked for; the last request is always served. A task
 * that takes long runs less often, so that loading a million records leaves room for the loading.
 */
export class FrameScheduler {
  readonly #run: () => unknown;
  readonly #frameMs: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lastRunAtMs = Number.NEGATIVE_INFINITY;
  #lastCostMs = 0;
  #isDisposed = false;

  /** `run` may return a promise: its time counts, and its failure is its own affair. */
  constructor(run: () => unknown, frameMs: number) {
    this.#run = run;
    this.#frameMs = frameMs;
  }

  /** The first request after a pause runs in the next turn, later ones at the end of the frame. */
  request(): void {
    if (this.#timer !== undefined || this.#isDisposed) return;
    const pauseMs = Math.max(this.#frameMs, Math.min(LONGEST_PAUSE_MS, IDLE_FACTOR * this.#lastCostMs));
    const waitMs = Math.max(0, this.#lastRunAtMs + pauseMs - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#start();
    }, waitMs);
  }

  dispose(): void {
    this.#isDisposed = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #start(): void {
    const startMs = performance.now();
    this.#lastRunAtMs = startMs;
    const note = (): void => {
      this.#lastCostMs = performance.now() - startMs;
    };
    const outcome = this.#run();
    if (outcome instanceof Promise) outcome.then(note, note);
    else note();
  }
}
