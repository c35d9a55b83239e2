import type { CliIo } from "./cli-io.ts";
import { terminalSafe } from "./terminal-text.ts";

/** What a terminal could act on, beyond the controls that JSON.stringify escapes itself. */
const UNESCAPED = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** JSON that means the same and cannot drive a terminal. */
export function jsonText(value: unknown, indent = 0): string {
  return JSON.stringify(value, null, indent).replace(
    UNESCAPED,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Writes one JSON document, indented for whoever reads it. */
export async function writeJson(io: CliIo, value: unknown): Promise<void> {
  await io.writeOut(`${jsonText(value, 2)}\n`);
}

/** Text cells of CSV: as they are for programs, made safe on a terminal. */
export function cellText<T>(io: CliIo, cell: T): T | string {
  return io.isOutTerminal && typeof cell === "string" ? terminalSafe(cell) : cell;
}
