import { describe } from "vitest";

/** Every way in which a log file, its drive or its reader misbehaves, and what holds all the same. */
export const FAULTS = {
  identity: "identity: content decides, the inode is a hint",
  "tiny-file": "tiny file: the first record shows at once",
  truncate: "truncate; truncate, then grow past the old offset: read anew",
  copytruncate: "copytruncate: copy and cut file count once each, and the gap is told",
  rotation: "rename rotation: the old file to its end, then the new one",
  replace: "atomic replace, delete, re-create, link pointed elsewhere: followed",
  "thousand-replaces": "a file replaced 1,000 times while it is read",
  overwrite: "in-place overwrite of the same size: read anew",
  "watcher-loss": "watcher loss: looks stand in for the watcher",
  "partial-line": "partial last line: held, never counted twice, told when it stays",
  "long-lines": "lines of megabytes: read; above 64 MB skipped and counted",
  "line-ends": "CRLF, blank lines, surrounding space: accepted",
  bom: "byte order mark: stripped at offset 0",
  "line-separators": "raw U+2028 and U+2029 in a string: content",
  damage: "NUL holes, torn lines, glued records: counted with their places, whole records saved",
  "not-a-number": "NaN and Infinity: taken as null and counted as repaired",
  encoding: "invalid UTF-8, lone surrogates: replaced and flagged",
  writers: "several writers: glue and tear tolerated, nothing lost, nothing double",
  timestamps: "local times with and without a fraction, offsets, Z",
  errors: "EACCES, EBUSY, ENOENT: states with backoff, the last data kept",
  "disk-full": "ENOSPC on our side: told, and nothing of ours half written",
  permission: "permission lost and regained",
  handles: "Windows: no handle stays open after a look",
  killed: "kill -9 at any moment of a load: the same totals after the restart",
  "killed-snapshot":
    "kill -9 while a snapshot is written: a bad one is left alone, no draft is taken for one",
  storm: "faults at random: no unhandled rejection, no handle left, the right figures in the end",
} as const;

export type Fault = keyof typeof FAULTS;

/** The tests of one row: a fault of the list above, by its name there. */
export function faultRow(fault: Fault, tests: () => void): void {
  // Reached by tests that hang alone: they wait for what happens, however busy the machine is.
  describe(FAULTS[fault], { timeout: 60_000 }, tests);
}

/** Another one each time; the environment variable `FAULT_SEED` repeats the one that a failure has named. */
export function faultSeed(): number {
  return Number(process.env["FAULT_SEED"] ?? Date.now() % 1_000_000);
}
