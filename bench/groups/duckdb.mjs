import { cp } from "node:fs/promises";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureCachedFolder } from "../../scripts/lib/cached-folder.mjs";
import { npmQuiet } from "../../scripts/lib/npm.mjs";
import { cachePath } from "../../scripts/lib/paths.mjs";
import { benchmarkFile } from "../lib/data-files.mjs";
import { NotMeasured } from "../lib/not-measured.mjs";
import { interleave, measuredProcess, medianOf, wayOver } from "../lib/measure-all.mjs";

const source = join(dirname(fileURLToPath(import.meta.url)), "..", "duckdb");
const parts = ["package.json", "package-lock.json", "load.mjs"];

/**
 * DuckDB's table load of the same file on one thread, by the CPU time of its whole process.
 * @type {import("./group.mjs").Group}
 */
export const duckdb = {
  title: "DuckDB",
  keys: ["P4"],
  measure: async ({ rounds, lines, note }) => {
    const folder = await install();
    const { path } = benchmarkFile("calls", lines);
    const theirs = () => measuredProcess([join(folder, "load.mjs"), path], folder);
    const found = await interleave({ scanner: wayOver("scanner", path), duckdb: theirs }, rounds);
    const cpuMs = medianOf(found, (run) => run.cpuMs);
    const [first] = found["duckdb"] ?? [];
    note({
      way: "DuckDB, one thread",
      ms: medianOf(found, (run) => run.ms)("duckdb"),
      cpuMs: cpuMs("duckdb"),
      rows: first?.rows ?? 0,
    });
    return { P4: cpuMs("duckdb") / cpuMs("scanner") };
  },
};

/**
 * Installs it from the benchmark's own lock file into the user's cache: the product never depends on it.
 * @returns {Promise<string>} its folder
 */
async function install() {
  const hash = createHash("sha256");
  for (const name of parts) hash.update(readFileSync(join(source, name)));
  const folder = cachePath("bench-duckdb", hash.digest("hex").slice(0, 12));
  try {
    await ensureCachedFolder(folder, "DuckDB (70 MB, once per user)", async (draft) => {
      for (const name of parts) await cp(join(source, name), join(draft, name));
      const { code, output } = await npmQuiet(["ci", "--no-audit", "--no-fund"], { cwd: draft });
      if (code !== 0) throw new Error(output);
    });
  } catch (error) {
    throw new NotMeasured("DuckDB does not install here", { cause: error });
  }
  return folder;
}
