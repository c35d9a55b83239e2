import { readFileSync } from "node:fs";

/**
 * What the probe in the extension host writes every 100 ms.
 * @typedef {object} Sample
 * @property {number} pid of the host: a window that is loaded anew gets another one
 * @property {number} atMs epoch ms
 * @property {number} gapMs longest time without a turn of the event loop since the sample before
 * @property {number} rssBytes
 * @property {number | null} resolvedAtMs when VS Code last asked the measured extension for its panel, epoch ms
 * @property {number | null} activeAtMs when the measured extension was first seen to be active, epoch ms
 */

/**
 * The samples of one stretch of time.
 * @param {string} path
 * @param {number} fromMs epoch ms
 * @param {number} toMs epoch ms
 * @returns {readonly Sample[]}
 */
export function samplesIn(path, fromMs, toMs) {
  return readFileSync(path, "utf8")
    .split("\n")
    .flatMap((line) => (line.endsWith("}") ? [/** @type {Sample} */ (JSON.parse(line))] : []))
    .filter(({ atMs }) => atMs >= fromMs && atMs <= toMs);
}
