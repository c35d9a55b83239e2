import { realpath } from "node:fs/promises";
import { isAbsolute, relative, resolve, sep } from "node:path";
import * as vscode from "vscode";

/** Paths of the workspace folders that stand on disk. */
export function localFolders(): readonly vscode.WorkspaceFolder[] {
  return (vscode.workspace.workspaceFolders ?? []).filter((folder) => folder.uri.scheme === "file");
}

/** True for `path` itself and everything below `folder`. Both absolute. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

async function realPathOrNull(path: string): Promise<string | null> {
  try {
    return await realpath(path);
  } catch {
    // Absent or unreadable: the same to somebody who wants to open it.
    return null;
  }
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
