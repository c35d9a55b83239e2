import { randomUUID } from "node:crypto";
import { dirname } from "node:path";
import { aligned, HEADER_BYTES, SnapshotError, type Seal } from "../core/store/snapshot/section-format.ts";
import type { SectionReader } from "../core/store/snapshot/section-reader.ts";
import { imageBytesOf, openImage } from "../core/store/snapshot/section-reader.ts";
import type { SnapshotFs, SnapshotInput } from "./snapshot-fs.ts";

/** Bytes and pieces given to the system at once. */
const WRITE_BYTES = 4 * 1024 * 1024;
const WRITE_PIECES = 256;
const READERS = 4;
const LEAST_SHARE_BYTES = 1024 * 1024;
export const DRAFT_ENDING = ".draft";

/** A snapshot as it is being read: images one behind the other. */
export interface OpenSnapshot {
  /** The next image, whole and of this build; throws `SnapshotError` for anything else. */
  next(): Promise<SectionReader>;
  close(): Promise<void>;
}

/** Opens the images of a file. They stay those of one write, even when another one replaces the file. */
export async function openSnapshot(path: string, seal: Seal, fs: SnapshotFs): Promise<OpenSnapshot> {
  const input = await fs.open(path);
  let position = 0;
  return {
    async next() {
      const imageBytes = imageBytesOf(await readBytes(input, position, HEADER_BYTES));
      if (imageBytes === null) throw new SnapshotError("not a snapshot of this version");
      if (position + imageBytes > input.sizeBytes) throw new SnapshotError("the snapshot is cut off");
      const image = await readBytes(input, position, imageBytes);
      position += imageBytes;
      return openImage(image, seal);
    },
    close: () => input.close(),
  };
}

/** Reads at once in several places: most of the time goes into memory that is touched for the first time. */
async function readBytes(input: SnapshotInput, position: number, length: number): Promise<Uint8Array> {
  const target = new Uint8Array(length);
  const share = Math.max(LEAST_SHARE_BYTES, aligned(length / READERS));
  const reads: Promise<void>[] = [];
  for (let at = 0; at < length; at += share) {
    reads.push(fill(input, target.subarray(at, at + share), position + at));
  }
  await Promise.all(reads);
  return target;
}

async function fill(input: SnapshotInput, target: Uint8Array, position: number): Promise<void> {
  for (let filled = 0; filled < target.byteLength;) {
    const count = await input.read(target.subarray(filled), position + filled);
    if (count === 0) throw new SnapshotError("the snapshot is cut off");
    filled += count;
  }
}

/**
 * Writes images as one file, in place of the one that was there, or not at all. `isChanged` tells that the pieces
 * are no longer of one moment: then nothing is written either. Rejects with the system's error.
 */
export async function writeSnapshot(
  path: string,
  pieces: readonly Uint8Array[],
  fs: SnapshotFs,
  isChanged: () => boolean,
): Promise<"written" | "changed"> {
  const draft = `${path}.${randomUUID()}${DRAFT_ENDING}`;
  let outcome: "written" | "changed" | "failed" = "failed";
  try {
    outcome = await writeDraft(draft, pieces, fs, isChanged);
    if (outcome === "written") await fs.rename(draft, path);
    return outcome;
  } catch (error) {
    outcome = "failed";
    throw error;
  } finally {
    // What cannot be removed now is swept away later.
    if (outcome !== "written") await fs.remove(draft).catch(() => undefined);
  }
}

async function writeDraft(
  draft: string,
  pieces: readonly Uint8Array[],
  fs: SnapshotFs,
  isChanged: () => boolean,
): Promise<"written" | "changed"> {
  const output = await fs.create(dirname(draft), draft);
  try {
    for (const batch of batchesOf(pieces)) {
      if (isChanged()) return "changed";
      await output.write(batch);
    }
    if (isChanged()) return "changed";
    await output.sync();
    return "written";
  } finally {
    await output.close();
  }
}

function* batchesOf(pieces: readonly Uint8Array[]): Generator<readonly Uint8Array[]> {
  let batch: Uint8Array[] = [];
  let bytes = 0;
  for (const piece of pieces) {
    batch.push(piece);
    bytes += piece.byteLength;
    if (bytes < WRITE_BYTES && batch.length < WRITE_PIECES) continue;
    yield batch;
    [batch, bytes] = [[], 0];
  }
  if (batch.length > 0) yield batch;
}
