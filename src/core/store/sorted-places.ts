type IsAfter = (a: number, b: number) => boolean;

/** A line that stands further behind those it belongs before begins a stretch of its own. */
const MOST_LATE_PLACES = 32;

/**
 * Places of keys without NaN in ascending order; of equal ones `isTieAfter` decides. A natural merge sort: ascending
 * stretches, as files hold them, are found and merged pair by pair, so what is nearly in order takes one pass.
 */
export function sortedPlaces(keys: Float64Array, isTieAfter: IsAfter): Uint32Array {
  const isAfter = (a: number, b: number): boolean => {
    const [left, right] = [keys[a] ?? 0, keys[b] ?? 0];
    return left === right ? isTieAfter(a, b) : left > right;
  };
  let source = new Uint32Array(keys.length);
  let starts = ascendingStarts(source, isAfter);
  let target = starts.length > 1 ? new Uint32Array(source.length) : source;
  while (starts.length > 1) {
    const merged: number[] = [];
    for (let pair = 0; pair < starts.length; pair += 2) {
      const start = starts[pair] ?? 0;
      const middle = starts[pair + 1] ?? source.length;
      mergePair(source, target, { start, middle, end: starts[pair + 2] ?? source.length }, isAfter);
      merged.push(start);
    }
    [source, target] = [target, source];
    starts = merged;
  }
  return source;
}

/**
 * Fills `order` with its places in ascending stretches and tells where these begin. Writers that wait for each other
 * leave lines a few places late: such a one moves to where it belongs, a later one begins a stretch.
 */
function ascendingStarts(order: Uint32Array, isAfter: IsAfter): number[] {
  const starts: number[] = [0];
  let start = 0;
  for (let at = 0; at < order.length; at++) {
    let to = at;
    const nearest = Math.max(start, at - MOST_LATE_PLACES);
    while (to > nearest && isAfter(order[to - 1] ?? 0, at)) to--;
    if (to > start && to === nearest && isAfter(order[to - 1] ?? 0, at)) {
      start = to = at;
      starts.push(at);
    } else if (to < at) {
      order.copyWithin(to + 1, to, at);
    }
    order[to] = at;
  }
  return starts;
}

interface Pair {
  readonly start: number;
  readonly middle: number;
  readonly end: number;
}

function mergePair(source: Uint32Array, target: Uint32Array, { start, middle, end }: Pair, isAfter: IsAfter) {
  let left = start;
  let right = middle;
  for (let at = start; at < end; at++) {
    const takeLeft = left < middle && (right >= end || !isAfter(source[left] ?? 0, source[right] ?? 0));
    target[at] = source[takeLeft ? left++ : right++] ?? 0;
  }
}
