import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";

import { readStateFile, setAside } from "./state-file.ts";
import type { StateRead } from "./state-file.ts";
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
  /** Of the file, not compressed, when it was summed up; below 0 when it is not known. */
  readonly sizeBytes: number;
  /** SHA-1 of its first `min(4096, sizeBytes)` bytes: by it the same records are known elsewhere. */
  readonly headSha1: string;
  readonly timeZone: string;
  /** Days whose files hold sums of it: one that does not has lost them. */
  readonly days: readonly string[];
}

const schema = v.object({
  sources: v.array(
    v.object({
      source: v.string(),
      state: v.picklist(["counted", "restoring", "forgotten"]),
      sizeBytes: v.number(),
      headSha1: v.string(),
      timeZone: v.string(),
      days: v.optional(v.array(v.string()), []),
    }),
  ),
});

/** Of which nothing is known but that days hold sums of it. */
export function unknownSource(source: string, timeZone: string): ArchivedSource {
  return { source, state: "counted", sizeBytes: -1, headSha1: "", timeZone, days: [] };
}

/** What is summed up. */
export async function readArchiveIndex(stateFolder: string): Promise<StateRead<readonly ArchivedSource[]>> {
  return readStateFile(pathOf(stateFolder), SCHEMA, (value) => {
    const parsed = v.safeParse(schema, value);
    return parsed.success
      ? { ok: true, value: parsed.output.sources }
      : { ok: false, error: "not of this form" };
  });
}

/** Writes nothing where nothing has changed. Rejects where what stands there must not be written over. */
export async function writeArchiveIndex(
  stateFolder: string,
  sources: readonly ArchivedSource[],
): Promise<void> {
  const path = pathOf(stateFolder);
  const sorted = sources.toSorted((a, b) => (a.source < b.source ? -1 : 1));
  const found = await readArchiveIndex(stateFolder);
  if (found.kind === "closed") throw new Error(`${path} is left as it is: ${found.reason}`);
  if (found.kind === "ok" && JSON.stringify(sorted) === JSON.stringify(found.value)) return;
  await mkdir(join(path, ".."), { recursive: true });
  if (found.kind === "damaged") await setAside(path);
  await writeWhole(path, `${JSON.stringify({ schema: SCHEMA, sources: sorted }, null, 1)}\n`);
}

function pathOf(stateFolder: string): string {
  return join(stateFolder, "metrics", FILE_NAME);
}
