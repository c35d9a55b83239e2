import { readdir } from "node:fs/promises";
import { join } from "node:path";

import type { TelemetryDataset } from "../../../src/core/store/tables.ts";
import { loadOnce } from "../../../src/node/load-once.ts";
import { rootFromDir } from "../../../src/node/roots.ts";
import type { SnapshotFs } from "../../../src/node/snapshot-fs.ts";
import type { TelemetryFs } from "../../../src/node/telemetry-fs.ts";
import type { TelemetrySource, TelemetrySourceOptions } from "../../../src/node/telemetry-source.ts";
import { figuresOf } from "./dataset-figures.ts";
import { sourceOn } from "./source-fixture.ts";

/** As soon as there is anything new, as often as there is. */
export const AT_ONCE = { quietMs: 0, everyMs: 0, minBytes: 1, minShare: 0 };

export interface Restarts {
  readonly folder: string;
  readonly snapshotDir: string;
  readonly options?: Partial<TelemetrySourceOptions>;
  readonly snapshotFs?: SnapshotFs;
  /** Somebody who looks at the data after each change. */
  readonly onChange?: (dataset: TelemetryDataset) => void;
}

/** Reads until a snapshot stands on disk, and ends. */
export async function readAndEnd({
  folder,
  snapshotDir,
  options,
  snapshotFs,
  onChange,
}: Restarts): Promise<void> {
  let onWritten = (): void => undefined;
  const written = new Promise<void>((resolve) => (onWritten = resolve));
  const fs = snapshotFs === undefined ? {} : { fs: snapshotFs };
  const source = sourceOn(folder, {
    snapshotDir,
    snapshotTuning: { policy: AT_ONCE, onWritten, ...fs },
    ...options,
  });
  source.onDidChange(() => onChange?.(source.dataset));
  await source.start();
  await written;
  source.dispose();
  await source.whenIdle();
}

/** A start that does not write snapshots. */
export async function startedAgain({
  folder,
  snapshotDir,
  options,
  snapshotFs,
}: Restarts): Promise<TelemetrySource> {
  const fs = snapshotFs === undefined ? {} : { fs: snapshotFs };
  const source = sourceOn(folder, {
    snapshotDir,
    snapshotTuning: { policy: { minBytes: Infinity }, ...fs },
    ...options,
  });
  await source.start();
  return source;
}

/** What one reading of everything gives, which no snapshot has a part in. */
export async function coldFigures(folder: string, fs?: TelemetryFs, nowMs = Date.now()): Promise<unknown> {
  const options = { naiveTimeZone: "UTC", nowMs, ...(fs === undefined ? {} : { fs }) };
  return figuresOf((await loadOnce([rootFromDir(folder)], options)).dataset);
}

export async function snapshotPath(snapshotDir: string): Promise<string> {
  const names = (await readdir(snapshotDir)).filter((name) => name.endsWith(".snapshot"));
  if (names.length !== 1) throw new Error(`${names.length} snapshots`);
  return join(snapshotDir, names[0] ?? "");
}
