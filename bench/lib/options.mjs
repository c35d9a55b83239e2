import { parseArgs } from "node:util";

export const usage = `Usage: npm run bench [-- options]

Measures every gate, prints a table and writes bench/results.json.

  --only=P1,P14      only the measurements that these gates need
  --runs=1           how often all is measured; a gate holds only if it holds in every run
  --rounds=5         interleaved processes for each figure; medians count
  --lines=1000000    lines of the call file
  --fuzz-lines=1000000
  --no-vscode        without the part inside a real VS Code
  --docs             also rewrite the table in docs/performance.md; only with all gates
  --help             this text

Exit code: 0 every measured gate holds; 1 one does not, or a measurement broke; 2 wrong usage.
`;

/**
 * @typedef {object} Options
 * @property {readonly string[]} only ids; empty: all
 * @property {number} runs
 * @property {number} rounds
 * @property {number} lines
 * @property {number} fuzzLines
 * @property {boolean} hasVscode
 * @property {boolean} writesDocs
 * @property {boolean} isHelp
 */

/**
 * Throws a TypeError for arguments that are not understood.
 * @param {readonly string[]} argv
 * @param {readonly string[]} knownIds
 * @returns {Options}
 */
export function readOptions(argv, knownIds) {
  const { values } = parseArgs({
    args: [...argv],
    allowNegative: true,
    options: {
      only: { type: "string", default: "" },
      runs: { type: "string", default: "1" },
      rounds: { type: "string", default: "5" },
      lines: { type: "string", default: "1000000" },
      "fuzz-lines": { type: "string", default: "1000000" },
      vscode: { type: "boolean", default: true },
      docs: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const only = values.only.split(",").filter(Boolean);
  const unknown = only.find((id) => !knownIds.includes(id));
  if (unknown !== undefined)
    throw new TypeError(`There is no gate ${unknown}. Gates: ${knownIds.join(", ")}`);
  if (values.docs && (only.length > 0 || !values.vscode))
    throw new TypeError("--docs writes the whole table: it needs a run of all gates");
  return {
    only,
    runs: count("runs", values.runs),
    rounds: count("rounds", values.rounds),
    lines: count("lines", values.lines),
    fuzzLines: count("fuzz-lines", values["fuzz-lines"]),
    hasVscode: values.vscode,
    writesDocs: values.docs,
    isHelp: values.help,
  };
}

/** @param {string} name @param {string} text */
function count(name, text) {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new TypeError(`--${name} takes a number of at least 1`);
  return value;
}
