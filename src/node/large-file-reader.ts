import { availableParallelism } from "node:os";

import type { LineHandover } from "../core/ingest/line-handover.ts";
import type { ParseContext } from "../core/records/parse-context.ts";
import type { Pacer } from "./pacer.ts";
import type { ScanOrder, SentPart } from "./scan-messages.ts";
import { scanBundlePath, ScanThread } from "./scan-thread.ts";
import type { TrackedFile } from "./tracked-file.ts";

/** Below this a thread costs more than it takes off: it does nothing for its first 65 ms. */
const LARGE_BYTES = 64 * 1024 * 1024;
/**
 * Two processors may be one core with two threads, and reading has helpers of its own (reads, compilers, garbage
 * collection): there a further thread only takes time from this one.
 */
const LEAST_PROCESSORS = 4;
/** While the thread comes up this one reads; what is left then must still be worth it. */
const WORTH_SHARE = 1 / 4;
/** Parts under way at a time. */
const PARTS_AHEAD = 3;
/** A few milliseconds of work for either side. */
const PART_BYTES = 4 * 1024 * 1024;
const COLUMN_BYTES = 512 * 1024;

export interface LargeFileOptions {
  /** Bytes left to read from which on a thread is started. */
  readonly fromBytes: number;
  /** Bytes of a file that are sent at once, in columns. */
  readonly partBytes: number;
  /** Null where no thread can be had. */
  readonly startThread: () => ScanThread | null;
}

export const LARGE_FILES: LargeFileOptions = {
  fromBytes: LARGE_BYTES,
  partBytes: PART_BYTES,
  startThread: () => {
    const path = availableParallelism() < LEAST_PROCESSORS ? null : scanBundlePath();
    return path === null ? null : ScanThread.start(path);
  },
};

export interface LargeFileContext {
  readonly pacer: Pacer;
  readonly signal: AbortSignal;
  readonly onBytes?: ((file: TrackedFile, count: number) => Promise<void>) | undefined;
}

/**
 * Has large files scanned by one other thread, started when the first of them is met. Rows are taken on this
 * thread all the same. Where the thread fails, in whatever way, the caller reads on: the result is the same.
 */
export class LargeFileReader {
  readonly #options: LargeFileOptions;
  readonly #parsing: ParseContext;
  #thread: ScanThread | null = null;
  #hasFailed = false;

  constructor(options: LargeFileOptions, parsing: ParseContext) {
    this.#options = options;
    this.#parsing = parsing;
  }

  /** Whether `read` is to read on now. When the rest of the file is large, the thread is started. */
  prepare(file: TrackedFile, endOffset: number): boolean {
    const { fromBytes, startThread } = this.#options;
    const leftBytes = endOffset - file.offset;
    if (this.#hasFailed || file.scanner.handover === null) return false;
    if (this.#thread === null && leftBytes >= fromBytes) {
      this.#thread = startThread();
      this.#hasFailed = this.#thread === null;
    }
    const isWorth = leftBytes >= fromBytes * WORTH_SHARE && file.recorder.hasHead;
    return isWorth && this.#thread?.isReady === true;
  }

  /** Reads whole lines up to an offset. Where it stops before, the file's own offset tells how far it came. */
  async read(
    file: TrackedFile,
    identity: string,
    endOffset: number,
    context: LargeFileContext,
  ): Promise<void> {
    const { path, ref } = file;
    const { handover } = file.scanner;
    const thread = this.#thread;
    if (thread === null || handover === null) return;
    const { naiveTimeZone, nowMs } = this.#parsing;
    const onAbort = (): void => void thread.end();
    context.signal.addEventListener("abort", onAbort);
    try {
      const { partBytes } = this.#options;
      const about = { path, identity, kind: ref.kind, naiveTimeZone, nowMs };
      const order = { ...about, start: handover.nextLine, endOffset, partBytes };
      const isRead = await this.#takeParts(thread, order, (sent) => takePart(file, handover, sent, context));
      if (!isRead) await this.#giveUp(thread);
    } finally {
      context.signal.removeEventListener("abort", onAbort);
    }
  }

  /** Ends the thread, if there is one; another one is started when it is needed. */
  async end(): Promise<void> {
    const thread = this.#thread;
    this.#thread = null;
    await thread?.end();
  }

  /** False when the thread could not read all. */
  async #takeParts(
    thread: ScanThread,
    order: ScanOrder,
    take: (sent: SentPart) => Promise<boolean>,
  ): Promise<boolean> {
    thread.post({ kind: "open", order });
    for (let n = 0; n < PARTS_AHEAD; n++) sendColumns(thread, new ArrayBuffer(COLUMN_BYTES));
    for (;;) {
      const message = await thread.next();
      if (message?.kind !== "part") return message?.kind === "done" && message.isRead;
      if (!(await take(message.sent))) return false;
      sendColumns(thread, message.sent.part.columns);
    }
  }

  async #giveUp(thread: ScanThread): Promise<void> {
    this.#hasFailed = true;
    this.#thread = null;
    await thread.end();
  }
}

/** Memory for one more part. */
function sendColumns(thread: ScanThread, columns: ArrayBuffer): void {
  thread.post({ kind: "columns", columns }, [columns]);
}

/** False for a part that does not follow the one before. */
async function takePart(
  file: TrackedFile,
  handover: LineHandover,
  { part, tail }: SentPart,
  { pacer, signal, onBytes }: LargeFileContext,
): Promise<boolean> {
  signal.throwIfAborted();
  if (part.start.byteOffset !== handover.nextLine.byteOffset) return false;
  const before = file.offset;
  const entries = handover.take(part);
  while (entries.next().done !== true) await pacer.breathe();
  file.skipTo(file.scanner.counts.bytes, tail);
  await onBytes?.(file, file.offset - before);
  return true;
}
