import { dirname, join } from "node:path";
import { isInside } from "../../node/path-check.ts";
import type { RootSpec } from "../../node/roots.ts";
import { tagFolderOf } from "../../node/tag-store.ts";
import { localFolders } from "../source/workspace-path.ts";
import { OWN_FOLDER, ownFolders, stateFolderIn } from "../telemetry/state-folder.ts";

/** Every folder whose tags count: those beside the data, and the storage that VS Code gives the workspace. */
export function tagFolders(roots: readonly RootSpec[], storageFolder: string): readonly string[] {
  return [storageFolder, ...ownFolders(roots).map(tagFolderOf)];
}

/**
 * Where tags of a root's records are written: beside them, in the `.empathy` of their own folder; for data from
 * elsewhere in the first one of the workspace; in the storage where there is none.
 */
export async function tagFolderFor(
  rootPath: string | null,
  roots: readonly RootSpec[],
  storageFolder: string,
): Promise<string> {
  const own = ownFolders(roots);
  const beside = rootPath === null ? null : join(dirname(rootPath), OWN_FOLDER);
  const sorted = own.toSorted((a, b) => Number(b === beside) - Number(a === beside));
  for (const path of sorted) {
    // Beside a `.attune` of its own workspace folder, another folder's `.empathy` is the wrong place.
    const isElsewhere = rootPath !== null && path !== beside && isInAnotherFolder(path, rootPath);
    const folder = isElsewhere ? null : await stateFolderIn(path);
    if (folder !== null) return folder;
  }
  return storageFolder;
}

function isInAnotherFolder(path: string, rootPath: string): boolean {
  const folderOf = (inner: string): string | undefined =>
    localFolders().find(({ uri }) => isInside(uri.fsPath, inner))?.uri.fsPath;
  const home = folderOf(rootPath);
  return home !== undefined && home !== folderOf(path);
}
