import { openSync, readSync } from "node:fs";

const SAMPLE_MS = 1;

/**
 * Watches how long this thread keeps its event loop from turning. The time that it waited for a processor is taken
 * off where the system tells (Linux): that is other programs' doing.
 */
export class TurnGaps {
  readonly #schedule = openSchedule();
  readonly #bytes = Buffer.alloc(128);
  readonly #timer = setInterval(() => this.#turn(), SAMPLE_MS);
  #lastMs = performance.now();
  #lastWaitMs = this.#waitMs();
  #longestMs = 0;
  #longestWallMs = 0;

  /** Ends watching; ms. */
  end(): { readonly longestMs: number; readonly longestWallMs: number } {
    this.#turn();
    clearInterval(this.#timer);
    return { longestMs: this.#longestMs, longestWallMs: this.#longestWallMs };
  }

  #turn(): void {
    const [nowMs, waitMs] = [performance.now(), this.#waitMs()];
    const wallMs = nowMs - this.#lastMs;
    this.#longestWallMs = Math.max(this.#longestWallMs, wallMs);
    this.#longestMs = Math.max(this.#longestMs, wallMs - (waitMs - this.#lastWaitMs));
    [this.#lastMs, this.#lastWaitMs] = [nowMs, waitMs];
  }

  /** Time that the main thread was ready to run and did not, since its start. */
  #waitMs(): number {
    if (this.#schedule === null) return 0;
    const length = readSync(this.#schedule, this.#bytes, 0, this.#bytes.length, 0);
    return Number(this.#bytes.toString("latin1", 0, length).split(" ")[1]) / 1e6;
  }
}

function openSchedule(): number | null {
  try {
    return openSync(`/proc/self/task/${process.pid}/schedstat`, "r");
  } catch {
    return null;
  }
}
