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
    const { code, stdout, output } = await run(
      process.execPath,
      [join(repoRoot, "scripts", "fuzz.mjs"), String(fuzzLines)],
      { cwd: repoRoot },
    );
    const compared = /^(\d+) lines, no difference\n?$/m.exec(stdout.trimEnd().split("\n").at(-1) ?? "");
    if (code === 0 && compared !== null) {
      note({ way: "fuzz", lines: Number(compared[1]) });
      return { P13: 0 };
    }
    console.error(output);
    return { P13: /^Difference:/m.test(stdout) ? 1 : { reason: "the comparison broke" } };
  },
};
