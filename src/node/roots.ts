import { homedir } from "node:os";
import { join, resolve } from "node:path";

import type { ProjectFilter } from "../core/ingest/project-filter-sink.ts";
import { isDirectory } from "./path-check.ts";

/** A folder whose telemetry files are read, whether or not it exists yet. */
export interface RootSpec {
  /** Unique among the roots given together. */
  readonly rootId: number;
  /** Absolute. */
  readonly path: string;
  /** Put before the file name in labels, `/` separated; empty where one folder stands alone. */
  readonly label: string;
  /** Set for a store shared by several projects: only this project's runs are taken. */
  readonly project: ProjectFilter | null;
  /** Absolute. The root, and those of its files, that lie outside this folder behind links are not read. */
  readonly confinedTo?: string;
}

export interface BaseDir {
  readonly path: string;
  readonly label: string;
}

/** The folder names the producer uses: the older first. */
export const TELEMETRY_FOLDERS: readonly string[] = [".empathy", ".attune"];

const slashed = (path: string): string => path.replaceAll("\\", "/");

/** Numbers roots from 0, drops repeated paths, and makes labels unique by a suffix ("x", "x (2)"). */
export function joinRoots(...groups: readonly (readonly RootSpec[])[]): readonly RootSpec[] {
  const byPath = new Map<string, RootSpec>();
  for (const root of groups.flat()) if (!byPath.has(root.path)) byPath.set(root.path, root);
  const taken = new Set<string>();
  return [...byPath.values()].map((root, rootId) => {
    let label = root.label;
    for (let n = 2; taken.has(label); n++) label = `${root.label} (${n})`.trim();
    taken.add(label);
    return { ...root, rootId, label };
  });
}

/** `.empathy` and `.attune` of each folder. With several folders, their names stand before the labels. */
export function findRoots(baseDirs: readonly BaseDir[]): readonly RootSpec[] {
  const several = baseDirs.length > 1;
  const roots = baseDirs.flatMap((base) =>
    TELEMETRY_FOLDERS.map((folder) => ({
      rootId: 0,
      path: join(resolve(base.path), folder),
      label: several ? `${base.label}/${folder}` : folder,
      project: null,
    })),
  );
  return joinRoots(roots);
}

/**
 * One folder that holds telemetry files itself, taken from `baseDir` when it is relative. Files are labelled
 * by their path in it.
 */
export function rootFromDir(dir: string, baseDir = ""): RootSpec {
  return { rootId: 0, path: resolve(baseDir, dir), label: "", project: null };
}

/**
 * Several such folders: labels begin with the folder as given, so that they stay unique and do not depend on
 * where `baseDir` lies.
 */
export function rootsFromDirs(dirs: readonly string[], baseDir = ""): readonly RootSpec[] {
  const first = dirs[0];
  if (dirs.length === 1 && first !== undefined) return [rootFromDir(first, baseDir)];
  return joinRoots(
    dirs.map((dir) => ({
      ...rootFromDir(dir, baseDir),
      label: slashed(dir).replace(/^\.\/|\/+$/g, "") || "/",
    })),
  );
}

/** Label of a file within all roots read together. */
export function fileLabel(root: RootSpec, name: string): string {
  return root.label === "" ? name : `${root.label}/${name}`;
}

export interface HomeEnvironment {
  /** The framework's own override of its home folder. */
  readonly ATTUNE_HOME?: string | undefined;
}

/**
 * The framework's home store, narrowed to the projects named: `$ATTUNE_HOME/telemetry`, else
 * `~/.attune/telemetry`; and the older `~/.empathy/telemetry` if it exists. The user's folder is asked of the
 * system: on Windows the variable HOME, where it is set, is another one than the framework takes.
 */
export async function homeStoreRoots(
  env: HomeEnvironment,
  projectNames: readonly string[],
  home: string = homedir(),
): Promise<readonly RootSpec[]> {
  const isMoved = env.ATTUNE_HOME !== undefined && env.ATTUNE_HOME !== "";
  const attuneHome = isMoved ? resolve(env.ATTUNE_HOME) : join(home, ".attune");
  const project: ProjectFilter = { projectNames };
  const current = {
    rootId: 0,
    path: join(attuneHome, "telemetry"),
    label: isMoved ? "$ATTUNE_HOME/telemetry" : "~/.attune/telemetry",
    project,
  };
  const older = { ...current, path: join(home, ".empathy", "telemetry"), label: "~/.empathy/telemetry" };
  return joinRoots((await isDirectory(older.path)) ? [current, older] : [current]);
}
