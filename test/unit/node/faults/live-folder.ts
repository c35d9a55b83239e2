import { join } from "node:path";

import { beforeEach } from "vitest";

import type { TelemetryFs } from "../../../../src/node/telemetry-fs.ts";
import { nodeFs } from "../../../../src/node/telemetry-fs.ts";
import type { TelemetrySource, TelemetrySourceOptions } from "../../../../src/node/telemetry-source.ts";
import { rawCall } from "../../../fixtures/raw-lines.ts";
import { callIds } from "../dataset-figures.ts";
import { scratchFolder } from "../scratch.ts";
import { until } from "../source-fixture.ts";

/** One call with this id, as a whole line. */
export const line = (id: string): string => `${rawCall({ call_id: id })}\n`;

/** As on network drives, in some containers and after an overflow: the watch is there and says nothing. */
export const deafFs: TelemetryFs = { ...nodeFs, watch: () => ({ close: () => undefined }) };

/** Watching alone and polling alone both have to find what happened. */
export const WAYS: readonly (readonly [string, Partial<TelemetrySourceOptions>])[] = [
  ["a watcher's word", { pollMs: 0 }],
  ["a poll", { pollMs: 5, fs: deafFs }],
];

export interface LiveFolder {
  root: string;
  /** Its `llm_calls.jsonl`. */
  calls: string;
}

/** A real folder for each test of a file. */
export function liveFolder(): LiveFolder {
  const folder: LiveFolder = { root: "", calls: "" };
  beforeEach(async () => {
    folder.root = await scratchFolder(".empathy");
    folder.calls = join(folder.root, "llm_calls.jsonl");
  });
  return folder;
}

/** Resolves once exactly these calls are shown, in any order, and no look is under way: the next change is news. */
export async function shows(source: TelemetrySource, ids: readonly string[]): Promise<void> {
  const wanted = ids.toSorted().join();
  await until(source, () => callIds(source.dataset).toSorted().join() === wanted);
  await source.whenIdle();
}
