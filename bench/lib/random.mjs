/**
 * A small deterministic generator (xorshift32): the benchmark files must be the same on every machine.
 * @param {number} seed not 0
 */
export function createRandom(seed) {
  let state = seed >>> 0;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>>= 0);
  };
  const below = (/** @type {number} */ limit) => next() % limit;
  return {
    next,
    below,
    /**
     * @template T
     * @param {readonly T[]} items
     * @returns {T}
     */
    pick: (items) => {
      const item = items[below(items.length)];
      if (item === undefined) throw new RangeError("nothing to pick from");
      return item;
    },
    uuid: () => {
      const hex = [next(), next(), next(), next()].map((word) => word.toString(16).padStart(8, "0"));
      const [a = "", b = "", c = "", d = ""] = hex;
      return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-a${c.slice(1, 4)}-${c.slice(4)}${d}`;
    },
  };
}

/** @typedef {ReturnType<typeof createRandom>} Random */
