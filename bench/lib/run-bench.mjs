import { keyOf } from "../gates.mjs";
import { exitCodeOf, judgeAll } from "./evaluate.mjs";
import { findingsOf } from "../groups/group.mjs";
import { worstOf } from "./worst-of.mjs";

/** @typedef {Readonly<Record<string, string | number>>} Detail */

/**
 * Measures the groups that the chosen gates need, one after the other and all of them `runs` times, and judges what
 * they found: a gate holds only if it holds in every run.
 * @param {readonly import("../gates.mjs").Gate[]} gates
 * @param {readonly import("../groups/group.mjs").Group[]} groups
 * @param {Pick<import("./options.mjs").Options, "only" | "runs" | "rounds" | "lines" | "fuzzLines">} options
 * @param {(line: string) => void} say what is under way
 */
export async function runBench(gates, groups, { only, runs, ...sizes }, say) {
  const isWanted = (/** @type {string} */ key) => only.length === 0 || only.includes(key.split(".")[0] ?? "");
  const wanted = groups.filter(({ keys }) => keys.some(isWanted));
  const keys = wanted.flatMap((group) => group.keys);
  const shown = gates.filter((gate) => only.length === 0 || keys.includes(keyOf(gate)));
  /** @type {Detail[]} */
  const details = [];
  const context = { ...sizes, note: (/** @type {Detail} */ detail) => void details.push(detail) };
  const judged = [];
  for (let run = 1; run <= runs; run++) {
    if (runs > 1) say(`Run ${run} of ${runs}`);
    judged.push(judgeAll(shown, await measure(wanted, context, say)));
  }
  const results = worstOf(judged);
  return { results, details, exitCode: exitCodeOf(results) };
}

/**
 * @param {readonly import("../groups/group.mjs").Group[]} groups
 * @param {import("../groups/group.mjs").Context} context
 * @param {(line: string) => void} say
 */
async function measure(groups, context, say) {
  /** @type {Map<string, import("./evaluate.mjs").Finding>} */
  const findings = new Map();
  for (const group of groups) {
    say(`Measuring: ${group.title} ...`);
    for (const [key, finding] of await findingsOf(group, context)) findings.set(key, finding);
  }
  return findings;
}
