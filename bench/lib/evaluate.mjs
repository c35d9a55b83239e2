import { keyOf } from "../gates.mjs";

/**
 * What a measurement found: a figure, or why there is none.
 * @typedef {number | { reason: string }} Finding
 *
 * One line of `bench/results.json`. `ok` is true only for what was measured and is within its limit.
 * @typedef {object} Result
 * @property {string} id
 * @property {string} [part]
 * @property {string} title
 * @property {number | null} limit null: reported, not judged
 * @property {"most" | "least"} bound
 * @property {number | null} value null where nothing was measured
 * @property {string} unit
 * @property {boolean} ok
 * @property {"ok" | "failed" | "not measured"} status
 * @property {string} [reason] why nothing was measured
 */

/**
 * @param {import("../gates.mjs").Gate} gate
 * @param {Finding} finding
 * @returns {Result}
 */
export function judge(gate, finding) {
  const { id, part, title, limit, unit, bound } = gate;
  const named = part === "" ? { id, title, limit, bound } : { id, part, title, limit, bound };
  const reason = typeof finding === "number" ? "the measurement gave no number" : finding.reason;
  if (typeof finding !== "number" || !Number.isFinite(finding)) {
    return { ...named, value: null, unit, ok: false, status: "not measured", reason };
  }
  // Rounded before it is judged: what is printed is what counts.
  const value = Number(finding.toPrecision(4));
  const ok = limit === null || (bound === "most" ? value <= limit : value >= limit);
  return { ...named, value, unit, ok, status: ok ? "ok" : "failed" };
}

/**
 * A result for each gate, in the order of the gates.
 * @param {readonly import("../gates.mjs").Gate[]} gates
 * @param {ReadonlyMap<string, Finding>} findings by the gate's key
 * @returns {readonly Result[]}
 */
export function judgeAll(gates, findings) {
  return gates.map((gate) => judge(gate, findings.get(keyOf(gate)) ?? { reason: "not asked for" }));
}

/**
 * 1 when a gate that was measured fails. What was not measured fails nothing, and is shown as such.
 * @param {readonly Result[]} results
 */
export function exitCodeOf(results) {
  return results.some(({ status }) => status === "failed") ? 1 : 0;
}
