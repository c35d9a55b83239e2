/** @typedef {import("./evaluate.mjs").Result} Result */

/** From good to bad. */
const statuses = ["ok", "not measured", "failed", "broken"];

/**
 * Of each gate the worst result of several runs, so that it holds only if it held in all of them; with all values, in the
 * order of the runs, where there was more than one.
 * @param {readonly (readonly Result[])[]} runs the same gates in the same order
 * @returns {readonly Result[]}
 */
export function worstOf(runs) {
  const [first = []] = runs;
  if (runs.length === 1) return first;
  return first.map((result, index) => {
    const found = runs.flatMap((results) => results[index] ?? []);
    const worst = found.reduce((a, b) => (isWorse(b, a) ? b : a), result);
    return { ...worst, values: found.map(({ value }) => value) };
  });
}

/** @param {Result} a @param {Result} b */
function isWorse(a, b) {
  const rank = statuses.indexOf(a.status) - statuses.indexOf(b.status);
  if (rank !== 0) return rank > 0;
  if (a.value === null || b.value === null) return false;
  return a.bound === "most" ? a.value > b.value : a.value < b.value;
}
