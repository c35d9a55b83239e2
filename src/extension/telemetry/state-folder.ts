import { lstat } from "node:fs/promises";
import { basename, join } from "node:path";
import * as vscode from "vscode";
import { isDirectory, isInside } from "../../node/path-check.ts";
import type { RootSpec } from "../../node/roots.ts";
import { tagFolderOf } from "../../node/tag-store.ts";
import { ioErrorCode, isAbsent } from "../../node/telemetry-fs.ts";
import { localFolders, standsInWorkspace } from "../source/workspace-path.ts";

export const OWN_FOLDER = ".empathy";

/**
 * The workspace's telemetry folders that may hold state of ours, whether or not they exist yet. None in an
 * untrusted workspace: nothing is written into it, and it has no say in what the user sees.
 */
export function ownFolders(roots: readonly RootSpec[]): readonly string[] {
  if (!vscode.workspace.isTrusted) return [];
  const folders = localFolders().map(({ uri }) => uri.fsPath);
  return roots
    .map(({ path }) => path)
    .filter((path) => basename(path) === OWN_FOLDER && folders.some((folder) => isInside(folder, path)));
}

/** Where state about all roots together is kept: in the first folder of ours that exists, else in the storage. */
export async function stateFolder(roots: readonly RootSpec[], storageFolder: string): Promise<string> {
  for (const path of ownFolders(roots)) {
    const folder = await stateFolderIn(path);
    if (folder !== null) return folder;
  }
  return storageFolder;
}

/**
 * The folder for our state in a telemetry folder, which need not exist yet; null where it may not be written to:
 * no such telemetry folder, or a link in the place of one of the folders leads out of the workspace.
 */
export async function stateFolderIn(path: string): Promise<string | null> {
  if (!(await isDirectory(path)) || !(await standsInWorkspace(path))) return null;
  const folder = tagFolderOf(path);
  for (const inner of [folder, join(folder, "metrics"), join(folder, "metrics", "daily")]) {
    if (!(await isNothing(inner)) && !(await standsInWorkspace(inner))) return null;
  }
  return folder;
}

async function isNothing(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return false;
  } catch (error) {
    return isAbsent(ioErrorCode(error));
  }
}
