// What a test level reports, and how it is shown.

/**
 * @typedef {object} Problem
 * @property {string} title
 * @property {string} detail printed in full
 *
 * @typedef {object} Tally the outcome of one level
 * @property {number} passed
 * @property {readonly Problem[]} failures
 * @property {readonly string[]} skips why each skipped test did not run
 *
 * @typedef {object} LevelContext
 * @property {"server" | "electron"} runner what runs the suite inside VS Code
 * @property {readonly string[]} filters only test files whose path contains one of these; empty: all
 *
 * @typedef {object} Level
 * @property {string} name for `--only`
 * @property {string} title one phrase for `--help`
 * @property {(context: LevelContext) => Promise<Tally>} run
 */

/** @type {Tally} */
export const onePassed = { passed: 1, failures: [], skips: [] };

/**
 * @param {string} title
 * @param {string} detail
 * @returns {Tally}
 */
export function oneFailed(title, detail) {
  return { passed: 0, failures: [{ title, detail }], skips: [] };
}

/**
 * @param {string} reason
 * @returns {Tally}
 */
export function oneSkipped(reason) {
  return { passed: 0, failures: [], skips: [reason] };
}

/**
 * @param {readonly Tally[]} tallies
 * @returns {Tally}
 */
export function sumTallies(tallies) {
  return {
    passed: tallies.reduce((sum, { passed }) => sum + passed, 0),
    failures: tallies.flatMap(({ failures }) => failures),
    skips: tallies.flatMap(({ skips }) => skips),
  };
}

/**
 * The closing line of a run: `N passed, N failed, N skipped`.
 * @param {Tally} tally
 */
export function countsLine({ passed, failures, skips }) {
  return `${passed} passed, ${failures.length} failed, ${skips.length} skipped`;
}

/**
 * Runs one level; whatever it throws becomes a failure, so a crash is never lost.
 * @param {Level} level
 * @param {LevelContext} context
 * @returns {Promise<Tally>}
 */
export async function runLevel(level, context) {
  try {
    const tally = await level.run(context);
    const isEmpty = tally.passed + tally.failures.length + tally.skips.length === 0;
    return isEmpty ? oneSkipped(`${level.name} found no test`) : tally;
  } catch (error) {
    return oneFailed(
      `${level.name} crashed`,
      error instanceof Error ? (error.stack ?? error.message) : String(error),
    );
  }
}

/**
 * 0 when nothing failed; in CI a skipped test fails the run too, because nothing may go unseen there.
 * @param {Tally} tally
 * @param {boolean} isCi
 */
export function exitCodeOf({ passed, failures, skips }, isCi) {
  if (failures.length > 0 || (isCi && skips.length > 0)) return 1;
  return passed > 0 || skips.length > 0 ? 0 : 1;
}
