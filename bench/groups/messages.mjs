import { benchmarkFile } from "../lib/data-files.mjs";
import { wayOver } from "../lib/measure-all.mjs";

const bytesPerKb = 1024;

/**
 * The whole message to a webview that shows all time, of a large and of a small file.
 * @type {import("./group.mjs").Group}
 */
export const messages = {
  title: "messages",
  keys: ["P10.size", "P10.growth"],
  measure: async ({ lines, note }) => {
    const messageOf = async (/** @type {number} */ count) => {
      const { detail } = await wayOver("dashboard", benchmarkFile("calls", count).path)();
      const { messageBytes = NaN, viewMs = NaN } = detail;
      note({ way: `dashboard of ${count} lines`, messageBytes, ms: viewMs });
      return messageBytes;
    };
    const [large, small] = [await messageOf(lines), await messageOf(10_000)];
    return { "P10.size": Math.max(large, small) / bytesPerKb, "P10.growth": large / small };
  },
};
