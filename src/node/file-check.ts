import type { Permission } from "./copied-files.ts";
import { matchesFingerprint } from "./read-fingerprint.ts";
import type { LargeFileReader } from "./large-file-reader.ts";
import type { Pacer } from "./pacer.ts";
import type { FileStamp, OpenFile, TelemetryFs } from "./telemetry-fs.ts";
import { ioErrorCode, isAbsent } from "./telemetry-fs.ts";
import type { CheckOutcome, ReplacedReason, TrackedFile } from "./tracked-file.ts";

/** Clock ticks of file systems: a write this close before a look may not change the time again. */
const RACY_NS = 100_000_000n;

/** What files are read into; reused, as one check runs at a time. */
export interface ReadBuffers {
  readonly chunk: Uint8Array;
  /** A second one, to read ahead while the first is taken; by default nothing is read ahead. */
  readonly spare?: Uint8Array | undefined;
}

export interface CheckContext {
  readonly fs: TelemetryFs;
  readonly buffers: ReadBuffers;
  readonly pacer: Pacer;
  /** Epoch ms, to judge whether a modification time is recent. */
  readonly now: () => number;
  readonly signal: AbortSignal;
  readonly onBytes?: ((file: TrackedFile, count: number) => Promise<void>) | undefined;
  /** Has large files scanned elsewhere; without it they are read here. */
  readonly largeFiles?: LargeFileReader | undefined;
  /** Asked with the open file at the first look, and before new bytes of it are taken. */
  readonly mayTake: (file: TrackedFile, open: OpenFile, sizeBytes: number) => Promise<Permission>;
}

function isSameStamp(a: FileStamp, b: FileStamp): boolean {
  return (
    a.identity === b.identity &&
    a.sizeBytes === b.sizeBytes &&
    a.modifiedNs === b.modifiedNs &&
    a.changedNs === b.changedNs
  );
}

/**
 * Looks at a file and reads what is new. The modification time alone decides that nothing happened, unless
 * `isSuspect` (a watcher spoke) or the last look was too close to a write. No handle stays open: on Windows
 * it would keep the producer from renaming or deleting its own file. Rejects only when aborted.
 */
export async function checkFile(
  file: TrackedFile,
  context: CheckContext,
  isSuspect: boolean,
): Promise<CheckOutcome> {
  try {
    // Before it is opened: whoever opens a pipe wakes its writer.
    const seen = await context.fs.stamp(file.path);
    if (!seen.isFile) return { kind: "absent" };
    const isQuiet = file.stamp !== null && isSameStamp(file.stamp, seen) && file.state !== "denied";
    if (isQuiet && !isSuspect && !file.isRacy) return { kind: "unchanged" };
    const open = await context.fs.open(file.path);
    try {
      return await checkOpen(file, open, context);
    } finally {
      await open.close();
    }
  } catch (error) {
    if (context.signal.aborted) throw error;
    const code = ioErrorCode(error);
    if (code === "UNKNOWN") throw error;
    return isAbsent(code) ? { kind: "absent" } : { kind: "failed", code };
  }
}

async function checkOpen(file: TrackedFile, open: OpenFile, context: CheckContext): Promise<CheckOutcome> {
  const stamp = await open.stamp();
  const known = file.stamp;
  if (known !== null) {
    const reason = await replacedBy(file, known, stamp, open);
    if (reason === "modified" && file.doubtNs !== stamp.modifiedNs) {
      file.doubtNs = stamp.modifiedNs;
      return { kind: "doubtful" };
    }
    const isSameFile = stamp.identity === known.identity;
    if (reason !== null) return { kind: "replaced", reason, isSameFile };
  }
  file.doubtNs = null;
  if (known === null || stamp.sizeBytes > file.offset) {
    const permission = await context.mayTake(file, open, stamp.sizeBytes);
    if (permission === "outdated") return { kind: "replaced", reason: "identity", isSameFile: false };
    // Its stamp stays what it was: the next look asks again.
    if (permission === "wait") return { kind: "unchanged" };
  }
  const lookedAtNs = BigInt(Math.trunc(context.now())) * 1_000_000n;
  // Known from the first byte on: where the reading breaks off, the next look finds out whether it may go on.
  file.stamp = stamp;
  file.isRacy = true;
  const bytes = await readUpTo(file, open, stamp, context);
  file.isRacy = stamp.modifiedNs > lookedAtNs - RACY_NS;
  return bytes === 0 ? { kind: "unchanged" } : { kind: "read", bytes };
}

/** Why the open file is not the one that was read, or null when it is, perhaps with more at its end. */
async function replacedBy(
  file: TrackedFile,
  known: FileStamp,
  stamp: FileStamp,
  open: OpenFile,
): Promise<ReplacedReason | null> {
  if (stamp.sizeBytes < file.offset) return "shrunk";
  if (!(await matchesFingerprint(open, file.recorder.current()))) return "content";
  const looksUntouched =
    stamp.sizeBytes === known.sizeBytes &&
    stamp.modifiedNs === known.modifiedNs &&
    stamp.changedNs === known.changedNs;
  // Some network file systems give a file a new number at every look; there, all else is equal.
  if (stamp.identity !== known.identity && (!looksUntouched || file.isRacy)) return "identity";
  // Equal ends do not prove an equal middle: a new time without new bytes is an overwrite.
  if (stamp.sizeBytes === file.offset && stamp.modifiedNs !== known.modifiedNs) return "modified";
  return null;
}

async function readUpTo(
  file: TrackedFile,
  open: OpenFile,
  { sizeBytes: endOffset, identity }: FileStamp,
  context: CheckContext,
): Promise<number> {
  const { largeFiles } = context;
  const start = file.offset;
  const ahead = new ReadAhead(open, endOffset, context);
  try {
    for (;;) {
      context.signal.throwIfAborted();
      if (largeFiles?.prepare(file, endOffset) === true) {
        await ahead.settle();
        await largeFiles.read(file, identity, endOffset, context);
        context.signal.throwIfAborted();
      }
      const bytes = await ahead.next(file.offset);
      if (bytes.length === 0) return file.offset - start;
      for (let at = 0; at < bytes.length;) {
        const slice = bytes.subarray(at, at + file.scanner.sliceBytes);
        file.take(slice);
        at += slice.length;
        await context.pacer.breathe();
      }
      await context.onBytes?.(file, bytes.length);
    }
  } finally {
    await ahead.settle();
  }
}

/** Reads one block at a time, and where there is a second buffer the next block while one is being taken. */
class ReadAhead {
  readonly #open: OpenFile;
  readonly #endOffset: number;
  readonly #buffers: readonly Uint8Array[];
  #turn = 0;
  #ahead: Promise<Uint8Array> | null = null;

  constructor(open: OpenFile, endOffset: number, { buffers: { chunk, spare } }: CheckContext) {
    this.#open = open;
    this.#endOffset = endOffset;
    this.#buffers = spare === undefined ? [chunk] : [chunk, spare];
  }

  /** The bytes from an offset on, none at the end. What the call before gave is overwritten. */
  async next(offset: number): Promise<Uint8Array> {
    const bytes = await (this.#ahead ?? this.#read(offset));
    this.#ahead = null;
    if (bytes.length > 0 && this.#buffers.length > 1) {
      this.#ahead = this.#read(offset + bytes.length);
      // Whoever asks next gets the error; until then it must not count as unhandled.
      this.#ahead.catch(() => undefined);
    }
    return bytes;
  }

  /** Waits for a read that nobody asks for any more, and forgets it. */
  async settle(): Promise<void> {
    await this.#ahead?.catch(() => undefined);
    this.#ahead = null;
  }

  async #read(offset: number): Promise<Uint8Array> {
    const buffer = this.#buffers[this.#turn++ % this.#buffers.length] ?? new Uint8Array(0);
    const wanted = Math.min(buffer.byteLength, this.#endOffset - offset);
    if (wanted <= 0) return buffer.subarray(0, 0);
    const count = await this.#open.read(buffer.subarray(0, wanted), offset);
    return buffer.subarray(0, count);
  }
}
