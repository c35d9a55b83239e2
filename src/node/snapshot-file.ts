import { randomUUID } from "node:crypto";
import { dirname } from "node:path";
import { HEADER_BYTES, SnapshotError, type Seal } from "../core/store/snapshot/section-format.ts";
import type { SectionReader } from "../core/store/snapshot/section-reader.ts";
import { imageSpanOf, openImage, type ImageSpan } from "../core/store/snapshot/section-reader.ts";
import type { SnapshotFs, SnapshotInput } from "./snapshot-fs.ts";

/** Bytes and pieces given to the system at once. */
const WRITE_BYTES = 4 * 1024 * 1024;
const WRITE_PIECES = 256;
const READ_BYTES = 1024 * 1024;
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
      const header = new Uint8Array(HEADER_BYTES);
      await fill(input, header, position);
      const span = imageSpanOf(header);
      if (position + span.imageBytes > input.sizeBytes) throw new SnapshotError("the snapshot is cut off");
      const { image, dataSum } = await readImage(input, position, span, seal);
      position += span.imageBytes;
      return openImage(image, seal, dataSum);
    },
    close: () => input.close(),
  };
}

/** Sums each piece up while the next one is read: all at once would hold up the event loop. */
async function readImage(
  input: SnapshotInput,
  position: number,
  { imageBytes, dataAt }: ImageSpan,
  { sum }: Seal,
): Promise<{ readonly image: Uint8Array; readonly dataSum: number }> {
  const image = new Uint8Array(imageBytes);
  const read = async (at: number): Promise<void> =>
    fill(input, image.subarray(at, at + READ_BYTES), position + at);
  let dataSum = 0;
  let ahead = read(0);
  for (let at = 0; at < imageBytes; at += READ_BYTES) {
    await ahead;
    ahead = read(at + READ_BYTES);
    // Whoever waits for it gets the error; until then it must not count as unhandled.
    ahead.catch(() => undefined);
    const data = image.subarray(Math.max(at, dataAt), at + READ_BYTES);
    if (data.byteLength > 0) dataSum = sum(data, dataSum);
  }
  return { image, dataSum };
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
