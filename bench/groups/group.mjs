// What a group of measurements is: it gives findings for some gates, from runs of its own.

/**
 * @typedef {object} Context
 * @property {number} rounds
 * @property {number} lines of the large call file
 * @property {number} fuzzLines
 * @property {(detail: Readonly<Record<string, string | number>>) => void} note adds a line to the details printed
 *
 * @typedef {object} Group
 * @property {string} title
 * @property {readonly string[]} keys gates that it measures
 * @property {(context: Context) => Promise<Readonly<Record<string, import("../lib/evaluate.mjs").Finding>>>} measure
 */

/**
 * Runs a group. One that breaks leaves its gates unmeasured, with the reason, and never stops the others.
 * @param {Group} group
 * @param {Context} context
 * @returns {Promise<readonly (readonly [string, import("../lib/evaluate.mjs").Finding])[]>}
 */
export async function findingsOf(group, context) {
  try {
    const found = await group.measure(context);
    return group.keys.map((key) => [key, found[key] ?? { reason: "the measurement gave nothing" }]);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    console.error(error);
    return group.keys.map((key) => [key, { reason: `it broke: ${reason.split("\n")[0]}` }]);
  }
}
