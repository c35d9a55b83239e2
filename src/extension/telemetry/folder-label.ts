import { relative } from "node:path";
import { isInside } from "../../node/path-check.ts";
import { localFolders } from "../source/workspace-path.ts";

/** A folder for people: relative to its workspace folder when it is in one, always with `/`. */
export function labelOf(path: string): string {
  const folder = localFolders().find(({ uri }) => isInside(uri.fsPath, path));
  const label = folder === undefined ? path : relative(folder.uri.fsPath, path);
  return label.replaceAll("\\", "/");
}
