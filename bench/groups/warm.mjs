import { constants } from "node:fs";
import { appendFile, copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { callLines } from "../lib/call-lines.mjs";
import { benchmarkFile } from "../lib/data-files.mjs";
import { interleave, medianOf, wayOver } from "../lib/measure-all.mjs";

const newLines = 1000;
const fixedBytes = 5_000_000;

/**
 * Starts that go on where a snapshot ends.
 * @type {import("./group.mjs").Group}
 */
export const warm = {
  title: "warm start",
  keys: ["P5.first", "P5.growth", "P6.columns", "P6.resume", "P12.size", "P12.write"],
  measure: async ({ rounds, lines, note }) => {
    const root = await mkdtemp(join(tmpdir(), "empathy-bench-"));
    try {
      return await measureIn(root, { rounds, lines, note });
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  },
};

/**
 * @param {string} root folder for everything temporary
 * @param {Pick<import("./group.mjs").Context, "rounds" | "lines" | "note">} context
 */
async function measureIn(root, { rounds, lines, note }) {
  const large = await copied(root, "large", lines);
  const small = await copied(root, "small", lines / 10);
  await small.save();
  const ways = {
    floor: wayOver("floor", large.path),
    save: large.save,
    warm: large.start,
    small: small.start,
  };
  const found = await interleave(ways, rounds);
  await appendFile(large.path, [...callLines(newLines)].join(""));
  const resumed = await interleave({ floor: ways.floor, resume: large.start }, rounds);
  const floorMs = medianOf(found, (run) => run.ms)("floor");
  const figure = (/** @type {string} */ way, /** @type {string} */ name) =>
    medianOf(found, (run) => run.detail[name] ?? NaN)(way);
  const resumeMs = medianOf(resumed, (run) => run.detail["allMs"] ?? NaN)("resume");
  const [firstMs, columnsMs] = [figure("warm", "firstMs"), figure("warm", "columnsMs")];
  const [writeMs, sizeBytes] = [figure("save", "writeMs"), figure("save", "sizeBytes")];
  note({ way: "warm start", floorMs, columnsMs, firstMs, resumeMs });
  note({ way: "snapshot", writeMs, sizeBytes });
  return {
    "P5.first": firstMs / floorMs,
    "P5.growth": firstMs / figure("small", "firstMs"),
    "P6.columns": columnsMs / floorMs,
    "P6.resume": resumeMs / medianOf(resumed, (run) => run.ms)("floor"),
    "P12.size": (sizeBytes - fixedBytes) / medianOf(found, (run) => run.rows)("save"),
    "P12.write": writeMs / floorMs,
  };
}

/**
 * A copy of a benchmark file: its snapshot is in a folder of its own, and it may be appended to.
 * @param {string} root @param {string} name @param {number} lines
 */
async function copied(root, name, lines) {
  const file = benchmarkFile("calls", lines);
  const folder = await mkdtemp(join(root, name));
  const snapshotDir = await mkdtemp(join(root, `${name}-snapshot`));
  const path = join(folder, basename(file.path));
  await copyFile(file.path, path, constants.COPYFILE_FICLONE);
  return { path, save: saveAnew, start: wayOver("warm", path, snapshotDir) };

  async function saveAnew() {
    await rm(snapshotDir, { recursive: true, force: true });
    return wayOver("save", path, snapshotDir)();
  }
}
