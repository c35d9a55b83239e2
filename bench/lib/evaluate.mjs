import { keyOf } from "../gates.mjs";

/**
 * What a measurement found: a figure, or why there is none. `isBroken`: it should have given one.
 * @typedef {number | { reason: string, isBroken?: boolean }} Finding
 *
 * One line of `bench/results.json`. `ok` is true only for what was measured and is within its limit.
 * @typedef {object} Result
 * @property {string} id
 * @property {string} [part]
 * @property {string} title
 * @property {number | null} limit null: reported, not judged
 * @property {"most" | "least"} bound
 * @property {number | null} value null where there is none
 * @property {readonly (number | null)[]} [values] of several runs, in their order; `value` is the worst
 * @property {string} unit
 * @property {boolean} ok
 * @property {"ok" | "failed" | "broken" | "not measured"} status
 * @property {string} [reason] why there is no value
 */

/**
 * @param {import("../gates.mjs").Gate} gate
 * @param {Finding} finding
 * @returns {Result}
 */
export function judge(gate, finding) {
  const { id, part, title, limit, unit, bound } = gate;
  const named = part === "" ? { id, title, limit, bound } : { id, part, title, limit, bound };
  if (typeof finding !== "number") {
    const status = finding.isBroken ? "broken" : "not measured";
    return { ...named, value: null, unit, ok: false, status, reason: finding.reason };
  }
  if (!Number.isFinite(finding)) {
    const reason = `the measurement gave ${finding}`;
    return { ...named, value: null, unit, ok: false, status: "broken", reason };
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
 * 1 when a gate fails or its measurement broke. What a machine cannot measure fails nothing, and is shown as such.
 * @param {readonly Result[]} results
 */
export function exitCodeOf(results) {
  return results.some(({ status }) => status === "failed" || status === "broken") ? 1 : 0;
}
