import { join } from "node:path";
import { repoRoot } from "../paths.mjs";
import { run } from "../processes.mjs";
import { oneFailed, onePassed, sumTallies } from "../tally.mjs";

/** @typedef {{ title: string, value: number | null, limit: number }} Case as `bench/reduced.mjs` prints it */

/**
 * @param {Case} measured no number reads as null in JSON
 * @returns {import("../tally.mjs").Tally}
 */
export function tallyOf({ title, value, limit }) {
  if (value !== null && value <= limit) return onePassed;
  return oneFailed(
    `bench > ${title}`,
    `${value?.toPrecision(4) ?? "no figure"}, at most ${limit} is allowed`,
  );
}

/** @type {import("../tally.mjs").Level} */
export const benchLevel = {
  name: "bench",
  title: "a reduced benchmark: ratios that show what has become three times slower",
  run: async () => {
    const program = join(repoRoot, "bench", "reduced.mjs");
    const { code, stdout, output } = await run(process.execPath, [program], { cwd: repoRoot });
    if (code !== 0) return oneFailed("the reduced benchmark broke", output);
    /** @type {readonly Case[]} */
    const cases = JSON.parse(stdout);
    return sumTallies(cases.map(tallyOf));
  },
};
