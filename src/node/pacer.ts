import { setImmediate as nextTurn } from "node:timers/promises";

/**
 * Longest time of work between two turns of the event loop, ms: an eighth of a frame, as the last piece of work and
 * the collection of garbage come on top.
 */
const SLICE_MS = 2;

/** Lets a long piece of work give the event loop its turn, only when it has held it for a while. */
export class Pacer {
  #sliceStartMs = performance.now();

  /** Returns at once within the slice, else after a turn of the event loop. */
  async breathe(): Promise<void> {
    if (performance.now() - this.#sliceStartMs < SLICE_MS) return;
    await nextTurn();
    this.#sliceStartMs = performance.now();
  }
}
