import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EMPTY_FILTER } from "../../../src/core/rollup/query.ts";
import type { TelemetryQuery } from "../../../src/core/rollup/query.ts";
import type { ExportRequest } from "../../../src/node/export/export-file.ts";
import { loadOnce } from "../../../src/node/load-once.ts";
import { rootFromDir } from "../../../src/node/roots.ts";

export const NOW_MS = Date.UTC(2026, 1, 14, 12);

export const ALL: TelemetryQuery = {
  window: { fromMs: null, toMs: null },
  timeZone: "America/New_York",
  nowMs: NOW_MS,
  mergeTwins: true,
  hiddenWorkflows: [],
};

/** A folder of telemetry on disk for one test. */
export class TelemetryFolder {
  readonly path = mkdtempSync(join(tmpdir(), "telemetry-export-"));

  append(file: string, ...lines: readonly string[]): this {
    appendFileSync(join(this.path, file), lines.map((line) => `${line}\n`).join(""));
    return this;
  }

  file(name: string): string {
    return join(this.path, name);
  }

  /** Reads the folder and asks for all of it; `over` changes the question. */
  async request(over: Partial<ExportRequest> = {}): Promise<ExportRequest> {
    const loaded = await loadOnce([rootFromDir(this.path)], { naiveTimeZone: "UTC", nowMs: NOW_MS });
    const outPath = this.file("out.txt");
    return {
      loaded,
      query: ALL,
      filter: EMPTY_FILTER,
      recordKind: "calls",
      format: "jsonl",
      outPath,
      ...over,
    };
  }

  remove(): void {
    rmSync(this.path, { recursive: true });
  }
}
