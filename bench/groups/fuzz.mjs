import { join } from "node:path";
import { repoRoot } from "../../scripts/lib/paths.mjs";
import { run } from "../../scripts/lib/processes.mjs";

/**
 * The comparison of `npm run fuzz`, cell by cell.
 * @type {import("./group.mjs").Group}
 */
export const fuzz = {
  title: "mutated lines",
  keys: ["P13"],
  measure: async ({ fuzzLines, note }) => {
    const program = join(repoRoot, "scripts", "fuzz.mjs");
    const ended = await run(process.execPath, [program, String(fuzzLines)], { cwd: repoRoot });
    const differences = differencesIn(ended, fuzzLines);
    note({ way: "fuzz", lines: fuzzLines, differences });
    return { P13: differences };
  },
};

/**
 * How many differences a comparison found: it ends with the first. Throws for one that did not get to its end.
 * @param {Pick<import("../../scripts/lib/processes.mjs").RunResult, "code" | "stdout" | "output">} ended
 * @param {number} lines that it was to compare
 */
export function differencesIn({ code, stdout, output }, lines) {
  const last = stdout.trimEnd().split("\n").at(-1) ?? "";
  const compared = /^(\d+) lines, no difference$/.exec(last);
  if (code === 0 && compared !== null && Number(compared[1]) >= lines) return 0;
  if (last.startsWith("Difference:")) {
    console.error(last);
    return 1;
  }
  throw new Error(`the comparison broke with exit code ${code}\n${output}`);
}
