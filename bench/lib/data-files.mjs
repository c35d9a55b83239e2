import { createHash } from "node:crypto";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cachePath } from "../../scripts/lib/paths.mjs";
import { callLines } from "./call-lines.mjs";
import { runLines } from "./run-lines.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const writeBytes = 4 * 1024 * 1024;

/** Changes with the generator's source, so that a stale file is never measured. */
function generatorHash() {
  const hash = createHash("sha256");
  for (const name of ["random.mjs", "call-lines.mjs", "run-lines.mjs"])
    hash.update(readFileSync(join(here, name)));
  return hash.digest("hex").slice(0, 12);
}

/**
 * Makes a benchmark file once per user and generator; returns its path and size. Each stands in a folder of
 * its own under the name that the product looks for.
 * @param {"calls" | "runs"} kind
 * @param {number} count lines
 */
export function benchmarkFile(kind, count) {
  const name = kind === "calls" ? "llm_calls.jsonl" : "workflow_runs.jsonl";
  const folder = cachePath("bench", generatorHash(), `${kind}-${count}`);
  const path = join(folder, name);
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true });
    const draft = `${path}.${process.pid}`;
    write(draft, kind === "calls" ? callLines(count) : runLines(count));
    renameSync(draft, path);
  }
  return { path, folder, count, sizeBytes: statSync(path).size };
}

/** @param {string} path @param {Iterable<string>} lines */
function write(path, lines) {
  const file = openSync(path, "w");
  /** @type {string[]} */
  let held = [];
  let heldLength = 0;
  const flush = () => {
    const bytes = Buffer.from(held.join(""), "latin1");
    for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
    [held, heldLength] = [[], 0];
  };
  for (const line of lines) {
    held.push(line);
    heldLength += line.length;
    if (heldLength >= writeBytes) flush();
  }
  flush();
  closeSync(file);
}
