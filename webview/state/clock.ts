import { formatAge } from "../../src/core/view-model/format.ts";

const SLOW_MS = 10_000;
const FAST_MS = 1000;
const YOUNG_MS = 60_000;

interface Watch {
  readonly atMs: number;
  readonly listener: () => void;
}

/**
 * Ages on screen, by one timer at most: every second while something is less than a minute old, else every
 * ten; none while the page is hidden or nothing is watched.
 */
export class Clock {
  readonly #watches = new Set<Watch>();
  readonly #now: () => number;
  readonly #document: Document;
  #offsetMs = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(page: Document, now: () => number = Date.now) {
    this.#document = page;
    this.#now = now;
    page.addEventListener("visibilitychange", this.#onVisibility);
  }

  /** Takes over the host's time: the two can run on different machines. */
  setNow(nowMs: number, receivedAtMs: number): void {
    this.#offsetMs = nowMs - receivedAtMs;
  }

  get nowMs(): number {
    return this.#now() + this.#offsetMs;
  }

  age(atMs: number): string {
    return formatAge(this.nowMs, atMs);
  }

  watch(atMs: number, listener: () => void): () => void {
    const watch = { atMs, listener };
    this.#watches.add(watch);
    this.#schedule();
    return () => {
      this.#watches.delete(watch);
      if (this.#watches.size === 0) this.#stop();
    };
  }

  get isTicking(): boolean {
    return this.#timer !== undefined;
  }

  dispose(): void {
    this.#stop();
    this.#watches.clear();
    this.#document.removeEventListener("visibilitychange", this.#onVisibility);
  }

  readonly #onVisibility = (): void => {
    if (this.#document.visibilityState === "hidden") return this.#stop();
    if (this.#watches.size > 0) this.#tick();
  };

  readonly #tick = (): void => {
    this.#timer = undefined;
    for (const { listener } of this.#watches) listener();
    this.#schedule();
  };

  #stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #schedule(): void {
    if (this.#document.visibilityState === "hidden" || this.#watches.size === 0) return;
    const nowMs = this.nowMs;
    let delayMs = SLOW_MS;
    for (const { atMs } of this.#watches) if (nowMs - atMs < YOUNG_MS) delayMs = FAST_MS;
    if (this.#timer !== undefined && delayMs === SLOW_MS) return;
    this.#stop();
    this.#timer = setTimeout(this.#tick, delayMs);
  }
}
