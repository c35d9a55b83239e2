export const usage = `Usage: npm run fuzz [-- lines [first seed]]

Compares the scanner with the reference over so many mutated lines (1000000), from a seed on (1).

Exit code: 0 no difference; 1 a difference, or the comparison did not end; 2 wrong usage.
`;

/**
 * Throws a TypeError for arguments that are not understood.
 * @param {readonly string[]} argv
 */
export function readFuzzOptions([lines = "1000000", firstSeed = "1", ...further]) {
  if (further.length > 0) throw new TypeError(`Not understood: ${further.join(" ")}`);
  return { lines: count("lines", lines), firstSeed: count("the first seed", firstSeed) };
}

/** @param {string} name @param {string} text */
function count(name, text) {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < 1)
    throw new TypeError(`${name}: a number of at least 1 was expected, not ${text}`);
  return value;
}
