import { stat } from "node:fs/promises";
import { basename, isAbsolute, join, resolve } from "node:path";
import { findNestedTelemetryFolders } from "../../node/nested-folders.ts";
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

async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    // Absent or not ours to read: nothing to offer in both cases.
    return false;
  }
}

/** Names by which the framework may call this project in the store that all projects share. */
function projectNames(): readonly string[] {
  const names = localFolders().flatMap(({ name, uri }) => [name, basename(uri.fsPath)]);
  return [...new Set(names)];
}

/** A configured folder: absolute, or relative to each workspace folder. */
function configuredRoots(folders: readonly string[]): readonly RootSpec[] {
  return folders.flatMap((folder) => {
    const label = folder.replaceAll("\\", "/").replace(/^\.\/|\/+$/g, "") || "/";
    const paths = isAbsolute(folder)
      ? [resolve(folder)]
      : localFolders().map(({ uri }) => resolve(uri.fsPath, folder));
    return paths.map((path) => ({ rootId: 0, path, label, project: null }));
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
  homeFolder?: string,
): Promise<RootChoice> {
  const folders = localFolders();
  const own = findRoots(folders.map(({ name, uri }) => ({ path: uri.fsPath, label: name })));
  const configured = configuredRoots(settings.folders);
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
