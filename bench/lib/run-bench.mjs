import { keyOf } from "../gates.mjs";
import { exitCodeOf, judgeAll } from "./evaluate.mjs";
import { findingsOf } from "../groups/group.mjs";

/** @typedef {Readonly<Record<string, string | number>>} Detail */

/**
 * Measures the groups that the chosen gates need, one after the other, and judges what they found.
 * @param {readonly import("../gates.mjs").Gate[]} gates
 * @param {readonly import("../groups/group.mjs").Group[]} groups
 * @param {Pick<import("./options.mjs").Options, "only" | "rounds" | "lines" | "fuzzLines">} options
 * @param {(line: string) => void} say what is under way
 */
export async function runBench(gates, groups, { only, rounds, lines, fuzzLines }, say) {
  const isWanted = (/** @type {string} */ key) => only.length === 0 || only.includes(key.split(".")[0] ?? "");
  /** @type {Map<string, import("./evaluate.mjs").Finding>} */
  const findings = new Map();
  /** @type {Detail[]} */
  const details = [];
  const note = (/** @type {Detail} */ detail) => details.push(detail);
  for (const group of groups.filter(({ keys }) => keys.some(isWanted))) {
    say(`Measuring: ${group.title} ...`);
    for (const [key, finding] of await findingsOf(group, { rounds, lines, fuzzLines, note }))
      findings.set(key, finding);
  }
  const wanted = gates.filter((gate) => only.length === 0 || findings.has(keyOf(gate)));
  const results = judgeAll(wanted, findings);
  return { results, details, exitCode: exitCodeOf(results) };
}
