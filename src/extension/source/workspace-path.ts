import { resolve } from "node:path";
import * as vscode from "vscode";
import { isInside, realPathOrNull } from "../../node/path-check.ts";

/** Paths of the workspace folders that stand on disk. */
export function localFolders(): readonly vscode.WorkspaceFolder[] {
  return (vscode.workspace.workspaceFolders ?? []).filter((folder) => folder.uri.scheme === "file");
}

/** Whether something stands at this path, links followed, and in a workspace folder. */
export async function standsInWorkspace(path: string): Promise<boolean> {
  const real = await realPathOrNull(path);
  if (real === null) return false;
  const folders = await Promise.all(localFolders().map(({ uri }) => realPathOrNull(uri.fsPath)));
  return folders.some((folder) => folder !== null && isInside(folder, real));
}

/**
 * The existing file that a record names, or null when it does not stand in a workspace folder. Links are
 * followed before the check: a link inside the workspace may lead out of it.
 */
export async function resolveInsideWorkspace(recordedPath: string): Promise<vscode.Uri | null> {
  if (recordedPath === "" || recordedPath.includes("\0")) return null;
  for (const folder of localFolders()) {
    const candidate = resolve(folder.uri.fsPath, recordedPath);
    if (!isInside(folder.uri.fsPath, candidate)) continue;
    const [root, real] = await Promise.all([realPathOrNull(folder.uri.fsPath), realPathOrNull(candidate)]);
    if (root !== null && real !== null && real !== root && isInside(root, real)) {
      return vscode.Uri.file(candidate);
    }
  }
  return null;
}
