// What a group of measurements is: it gives findings for some gates, from runs of its own.
import { NotMeasured } from "../lib/not-measured.mjs";

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
 * Runs a group. One that breaks fails its gates, with the reason, and never stops the others.
 * @param {Group} group
 * @param {Context} context
 * @returns {Promise<readonly (readonly [string, import("../lib/evaluate.mjs").Finding])[]>}
 */
export async function findingsOf(group, context) {
  try {
    const found = await group.measure(context);
    return group.keys.map((key) => [
      key,
      found[key] ?? { reason: "the measurement gave nothing", isBroken: true },
    ]);
  } catch (error) {
    console.error(error);
    const [reason = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
    return group.keys.map((key) => [key, { reason, isBroken: !(error instanceof NotMeasured) }]);
  }
}
