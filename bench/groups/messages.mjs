import { benchmarkFile } from "../lib/data-files.mjs";
import { wayOver } from "../lib/measure-all.mjs";

const bytesPerKb = 1024;

/**
 * The whole message to a webview that shows all time, of a large and of a small file.
 * @type {import("./group.mjs").Group}
 */
export const messages = {
  title: "messages",
  keys: ["P10"],
  measure: async ({ lines, note }) => {
    const bytes = [];
    for (const count of [lines, 10_000]) {
      const { detail } = await wayOver("dashboard", benchmarkFile("calls", count).path)();
      bytes.push(detail["messageBytes"] ?? NaN);
      note({
        way: `dashboard of ${count} lines`,
        messageBytes: bytes.at(-1) ?? 0,
        ms: detail["viewMs"] ?? 0,
      });
    }
    return { P10: Math.max(...bytes) / bytesPerKb };
  },
};
