/** @typedef {import("./evaluate.mjs").Result} Result */

const heads = ["gate", "what", "limit", "measured", ""];

/**
 * The table that a run prints.
 * @param {readonly Result[]} results
 */
export function textTable(results) {
  const rows = [heads, ...results.map((result) => [nameOf(result), result.title, ...figuresOf(result)])];
  const widths = heads.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/**
 * The same as Markdown, for the documentation.
 * @param {readonly Result[]} results
 */
export function markdownTable(results) {
  const rows = results.map((result) => {
    const [limit, measured, status] = figuresOf(result);
    return `| ${nameOf(result)} | ${result.title} | ${limit} | ${measured} | ${status} |`;
  });
  return ["| gate | what | limit | measured | |", "|---|---|---:|---:|---|", ...rows].join("\n");
}

/** @param {Result} result */
function nameOf({ id, part }) {
  return part === undefined ? id : `${id} ${part}`;
}

/**
 * Limit, value and verdict as text.
 * @param {Result} result
 * @returns {readonly [string, string, string]}
 */
function figuresOf(result) {
  const { limit, bound, value, values = [value], unit } = result;
  const side = bound === "most" ? "<=" : ">=";
  return [
    limit === null ? "-" : `${side} ${limit} ${unit}`,
    values.every((each) => each === null) ? "-" : `${values.map((each) => each ?? "-").join(", ")} ${unit}`,
    verdictOf(result),
  ];
}

/** @param {Result} result */
function verdictOf({ limit, status, reason }) {
  if (status === "ok") return limit === null ? "" : "ok";
  return status === "failed" ? "FAILED" : `${status === "broken" ? "BROKEN" : status}: ${reason}`;
}

/**
 * A line of details with its numbers short.
 * @param {Readonly<Record<string, string | number>>} detail
 */
export function rounded(detail) {
  return Object.fromEntries(
    Object.entries(detail).map(([name, value]) => [
      name,
      typeof value === "number" ? Number(value.toPrecision(4)) : value,
    ]),
  );
}
