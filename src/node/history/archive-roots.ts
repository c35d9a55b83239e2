import { basename } from "node:path";

import { listArchives } from "../old-archives.ts";
import type { RootSpec } from "../roots.ts";
import { fileLabel } from "../roots.ts";

/** A root for each archive of these roots, oldest first: read with `packedFs`, their records are found again. */
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
