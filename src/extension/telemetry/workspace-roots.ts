import { homedir } from "node:os";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";
import * as vscode from "vscode";
import { findNestedTelemetryFolders } from "../../node/nested-folders.ts";
import { isDirectory } from "../../node/path-check.ts";
import type { HomeEnvironment, RootSpec } from "../../node/roots.ts";
import { findRoots, homeStoreRoots, joinRoots, TELEMETRY_FOLDERS } from "../../node/roots.ts";
import type { ExtensionSettings } from "../settings.ts";
import { localFolders } from "../source/workspace-path.ts";

const NESTED_DEPTH = 4;

/** What is read, from the workspace and the settings. */
export interface RootChoice {
  readonly roots: readonly RootSpec[];
  readonly offersHomeStore: boolean;
}

/** Names by which the framework may call this project in the store that all projects share. */
function projectNames(): readonly string[] {
  const names = localFolders().flatMap(({ name, uri }) => [name, basename(uri.fsPath)]);
  return [...new Set(names)];
}

/**
 * In a workspace that is not trusted, a link in it could stand for any file of the user: there a root that the
 * workspace names does not leave its folder.
 */
function confined(root: RootSpec, folderPath: string): RootSpec {
  return vscode.workspace.isTrusted ? root : { ...root, confinedTo: folderPath };
}

/** A configured folder: absolute, below the user's home (`~/...`), or relative to each workspace folder. */
function configuredRoots(folders: readonly string[], homeFolder: string): readonly RootSpec[] {
  return folders.flatMap((folder) => {
    const label = folder.replaceAll("\\", "/").replace(/^\.\/|\/+$/g, "") || "/";
    const root = { rootId: 0, path: resolve(homeFolder, folder.slice(2)), label, project: null };
    if (/^~(?:[/\\]|$)/.test(folder)) return [root];
    if (isAbsolute(folder)) return [{ ...root, path: resolve(folder) }];
    return localFolders().map(({ uri }) =>
      confined({ ...root, path: resolve(uri.fsPath, folder) }, uri.fsPath),
    );
  });
}

/**
 * The folders to read: those of the workspace, the configured ones, and the home store where the user said
 * yes (in `homeFolder`, by default the user's home folder). The settings are already free of what an untrusted
 * workspace may not name.
 */
export async function chooseRoots(
  settings: Pick<ExtensionSettings, "folders" | "homeStore">,
  env: HomeEnvironment,
  homeFolder: string = homedir(),
): Promise<RootChoice> {
  const folders = localFolders();
  const found = findRoots(folders.map(({ name, uri }) => ({ path: uri.fsPath, label: name })));
  const own = found.map((root) => confined(root, dirname(root.path)));
  const configured = configuredRoots(settings.folders, homeFolder);
  if (settings.homeStore === "off" || folders.length === 0) {
    return { roots: joinRoots(own, configured), offersHomeStore: false };
  }
  const home = await homeStoreRoots(env, projectNames(), homeFolder);
  if (settings.homeStore === "on") {
    return { roots: joinRoots(own, configured, home), offersHomeStore: false };
  }
  const exists = await Promise.all(home.map(({ path }) => isDirectory(path)));
  return { roots: joinRoots(own, configured), offersHomeStore: exists.includes(true) };
}

/** Telemetry folders in sub-folders of the workspace that are not read yet. Absolute paths. */
export async function findUnreadFolders(
  roots: readonly RootSpec[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const read = new Set(roots.map(({ path }) => path));
  const found = await Promise.all(
    localFolders().map(({ uri }) =>
      findNestedTelemetryFolders(uri.fsPath, { maxDepth: NESTED_DEPTH, signal }),
    ),
  );
  return found.flat().filter((path) => !read.has(path));
}

/** A folder that the user chose: it, or the telemetry folders in it when it is a project. */
export async function telemetryFoldersOf(path: string): Promise<readonly string[]> {
  const inner = TELEMETRY_FOLDERS.map((name) => join(path, name));
  const exist = await Promise.all(inner.map(isDirectory));
  const found = inner.filter((_path, at) => exist[at] === true);
  return found.length > 0 ? found : [path];
}
