import { dirname } from "node:path";

import { fileKindOf } from "../core/records/file-kind.ts";
import { compareFileNames } from "./file-order.ts";
import { isInside } from "./path-check.ts";
import type { RootSpec } from "./roots.ts";
import type { TelemetryFs } from "./telemetry-fs.ts";
import { ioErrorCode, isAbsent } from "./telemetry-fs.ts";

export interface RootStatus {
  readonly root: RootSpec;
  readonly state: "ok" | "absent" | "denied";
  readonly errorCode: string | null;
}

export interface RootListing {
  /** Of telemetry files, in reading order. */
  readonly names: readonly string[];
  readonly status: RootStatus;
}

export interface FoundFile {
  /** null where it may not be looked at. */
  readonly identity: string | null;
  readonly sizeBytes: number;
  readonly realPath: string;
  /** It stands in another folder than the one it was found in. */
  readonly isLinked: boolean;
}

/** Names the telemetry files of a root. Rejects with errors other than the system's. */
export async function listRoot(fs: TelemetryFs, root: RootSpec): Promise<RootListing> {
  try {
    if (await leadsOut(fs, root, root.path)) {
      return { names: [], status: { root, state: "absent", errorCode: null } };
    }
    const names = await fs.list(root.path);
    const telemetry = names.filter((name) => fileKindOf(name) !== null).toSorted(compareFileNames);
    return { names: telemetry, status: { root, state: "ok", errorCode: null } };
  } catch (error) {
    const errorCode = ioErrorCode(error);
    if (errorCode === "UNKNOWN") throw error;
    const state = isAbsent(errorCode) ? "absent" : "denied";
    return { names: [], status: { root, state, errorCode } };
  }
}

/** null = there is no file to read at this path, or none that its root may lead to. */
export async function findFile(fs: TelemetryFs, root: RootSpec, path: string): Promise<FoundFile | null> {
  const found = await identify(fs, path);
  if (found === null || root.confinedTo === undefined) return found;
  // A file that may not be looked at may be a link to anywhere.
  return found.identity === null || (await leadsOut(fs, root, found.realPath)) ? null : found;
}

/** What stands at a path, links followed; null = no file. */
export async function identify(fs: TelemetryFs, path: string): Promise<FoundFile | null> {
  try {
    const { isFile, identity, sizeBytes } = await fs.stamp(path);
    if (!isFile) return null;
    const realPath = await fs.realPath(path);
    const isLinked = dirname(realPath) !== (await fs.realPath(dirname(path)));
    return { identity, sizeBytes, realPath, isLinked };
  } catch (error) {
    const code = ioErrorCode(error);
    if (code === "UNKNOWN") throw error;
    // Gone since it was listed, or a dangling link. What we may not look at is taken up as denied.
    return isAbsent(code) ? null : { identity: null, sizeBytes: 0, realPath: path, isLinked: false };
  }
}

/** Whether links lead from a path out of the folder that its root may not leave. */
async function leadsOut(fs: TelemetryFs, { confinedTo }: RootSpec, path: string): Promise<boolean> {
  if (confinedTo === undefined) return false;
  return !isInside(await fs.realPath(confinedTo), await fs.realPath(path));
}
