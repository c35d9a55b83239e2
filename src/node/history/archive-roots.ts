import { basename, join } from "node:path";

import { archiveTimeMs, listArchives } from "../old-archives.ts";
import type { RootSpec } from "../roots.ts";
import { fileLabel } from "../roots.ts";
import type { TelemetryFs } from "../telemetry-fs.ts";
import { headOf, isBack, summedName } from "./archived-file.ts";
import { packedFs } from "./packed-fs.ts";

/** A root for each archive of these roots, oldest first: read with `archiveFs`, their records are found again. */
export async function archiveRoots(roots: readonly RootSpec[]): Promise<readonly RootSpec[]> {
  const found = await Promise.all(
    roots.map(async (root) =>
      (await listArchives(root.path)).map(({ path, archivedAtMs }) => ({
        archivedAtMs,
        spec: { ...root, path, label: fileLabel(root, `archive/${basename(path)}`) },
      })),
    ),
  );
  return found
    .flat()
    .toSorted((a, b) => a.archivedAtMs - b.archivedAtMs)
    .map(({ spec }) => spec);
}

/** `packedFs` without the archived files that were moved or copied back: their records are read there. */
export const archiveFs: TelemetryFs = {
  ...packedFs,
  async list(directory) {
    const names = await packedFs.list(directory);
    if (archiveTimeMs(basename(directory)) === null) return names;
    const isRead = await Promise.all(names.map((name) => isReadElsewhere(join(directory, name))));
    return names.filter((_name, at) => isRead[at] !== true);
  },
};

async function isReadElsewhere(path: string): Promise<boolean> {
  if (summedName(basename(path)) === null) return false;
  // What cannot be read is reported by whoever reads its records.
  const head = await headOf(path).catch(() => null);
  return head !== null && (await isBack(head, path));
}
