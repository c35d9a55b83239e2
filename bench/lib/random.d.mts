/**
 * A small deterministic generator (xorshift32): the benchmark files must be the same on every machine.
 * @param {number} seed not 0
 */
export declare function createRandom(seed: number): {
  next: () => number;
  below: (limit: number) => number;
  /** @template T @param {readonly T[]} items @returns {T} */
  pick: <T>(items: readonly T[]) => T;
  uuid: () => string;
};
export type Random = ReturnType<typeof createRandom>;
/** @typedef {ReturnType<typeof createRandom>} Random */
