/** Node's longest timer; a longer one would fire at once. */
const LONGEST_MS = 2_147_483_647;

/** At most one timer, set to the earliest of what is due. */
export class WakeTimer {
  readonly #onWake: () => void;
  #timer: NodeJS.Timeout | null = null;

  constructor(onWake: () => void) {
    this.#onWake = onWake;
  }

  /** Replaces what was set. Infinity sets nothing. */
  set(delayMs: number): void {
    this.clear();
    if (delayMs === Infinity) return;
    const delay = Math.min(LONGEST_MS, Math.max(0, Math.ceil(delayMs)));
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#onWake();
    }, delay);
  }

  clear(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
