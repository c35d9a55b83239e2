/** What a row's field can be. */
export type CellValue = string | number | boolean | null | readonly string[];

/** A cell before quoting: text is already safe, numbers stay numbers, null is an empty cell. */
export type CsvCell = string | number | null;

// A spreadsheet runs what begins like this. U+FF1D and the others are what some of them normalise to =.
// Apostrophes before it count too: so that taking one away gives back the text, whatever it was.
const FORMULA_START = /^'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

/** Text that a spreadsheet could take for a formula gets an apostrophe in front. */
export function escapeFormula(text: string): string {
  return FORMULA_START.test(text) ? `'${text}` : text;
}

/** The inverse of `escapeFormula`. */
export function unescapeFormula(cell: string): string {
  return cell.startsWith("'") && FORMULA_START.test(cell) ? cell.slice(1) : cell;
}

/** Lists become JSON text, so that a value with a separator in it comes back whole. */
export function csvCell(value: CellValue): CsvCell {
  if (value === null) return null;
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value === "boolean") return value ? "true" : "false";
  return escapeFormula(typeof value === "string" ? value : JSON.stringify(value));
}
