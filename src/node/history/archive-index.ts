import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";

import { ioErrorCode, isAbsent } from "../telemetry-fs.ts";
import { writeWhole } from "./write-whole.ts";

const SCHEMA = 1;
const FILE_NAME = "archived.json";

/**
 * An archived file, and whether its days count: `restoring` as long as it is in the archive, since an undo has
 * begun; `forgotten` not at all, since the user wanted to start at zero.
 */
export interface ArchivedSource {
  /** Relative to the folder of our state, `/` separated. */
  readonly source: string;
  readonly state: "counted" | "restoring" | "forgotten";
  /** Of the file, not compressed, when it was summed up. */
  readonly sizeBytes: number;
  /** SHA-1 of its first `min(4096, sizeBytes)` bytes: by it the same records are known elsewhere. */
  readonly headSha1: string;
  readonly timeZone: string;
}

const schema = v.object({
  schema: v.literal(SCHEMA),
  sources: v.array(
    v.object({
      source: v.string(),
      state: v.picklist(["counted", "restoring", "forgotten"]),
      sizeBytes: v.number(),
      headSha1: v.string(),
      timeZone: v.string(),
    }),
  ),
});

/** What is summed up. Null when that is not known: there is no such file, or it is damaged. */
export async function readArchiveIndex(stateFolder: string): Promise<readonly ArchivedSource[] | null> {
  try {
    const value: unknown = JSON.parse(await readFile(pathOf(stateFolder), "utf8"));
    const parsed = v.safeParse(schema, value);
    return parsed.success ? parsed.output.sources : null;
  } catch (error) {
    if (isAbsent(ioErrorCode(error)) || error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Writes nothing where nothing has changed. */
export async function writeArchiveIndex(
  stateFolder: string,
  sources: readonly ArchivedSource[],
): Promise<void> {
  const path = pathOf(stateFolder);
  const sorted = sources.toSorted((a, b) => (a.source < b.source ? -1 : 1));
  if (JSON.stringify(sorted) === JSON.stringify(await readArchiveIndex(stateFolder))) return;
  await mkdir(join(path, ".."), { recursive: true });
  await writeWhole(path, `${JSON.stringify({ schema: SCHEMA, sources: sorted }, null, 1)}\n`);
}

function pathOf(stateFolder: string): string {
  return join(stateFolder, "metrics", FILE_NAME);
}
