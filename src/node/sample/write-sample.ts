import { appendFile, mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { SampleHistoryOptions } from "../../core/sample/sample-history.ts";
import { sampleHistory } from "../../core/sample/sample-history.ts";
import type { SampleLine } from "../../core/sample/sample-run.ts";
import { sampleSources } from "../../core/sample/sample-sources.ts";

export const SAMPLE_DAYS = 120;

const FRESH_FOR_MS = 24 * 3_600_000;

/** True when `dir` holds a sample workspace whose newest call is less than a day old. */
export async function hasFreshSample(dir: string, nowMs: number): Promise<boolean> {
  try {
    const { mtimeMs } = await stat(join(dir, ".empathy", "llm_calls.jsonl"));
    return nowMs - mtimeMs < FRESH_FOR_MS;
  } catch {
    // Absent or unreadable: either way there is none to open.
    return false;
  }
}

/**
 * Writes the sample workspace: workflow sources and months of telemetry that end at `nowMs`. The telemetry
 * folder appears whole, by one rename, so that a watcher never sees half of it. Rejects on I/O errors.
 */
export async function writeSampleWorkspace(dir: string, options: SampleHistoryOptions): Promise<void> {
  for (const [path, text] of sampleSources()) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), text);
  }
  const target = join(dir, ".empathy");
  const staging = join(dir, ".empathy-new");
  await rm(staging, { recursive: true, force: true });
  await mkdir(staging, { recursive: true });
  for (const [file, text] of sampleHistory(options)) await writeFile(join(staging, file), text);
  await rm(target, { recursive: true, force: true });
  await rename(staging, target);
}

/** Appends one line as the producer does: open, one write, close. */
export async function appendSampleLine(dir: string, line: SampleLine): Promise<void> {
  await appendFile(join(dir, ".empathy", line.file), line.text);
}
