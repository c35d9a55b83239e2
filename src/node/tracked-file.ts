import type { FileRef, FileScanner, IngestCounts } from "../core/ingest/record-sink.ts";
import type { FileState } from "../core/store/tables.ts";
import { FingerprintRecorder } from "./read-fingerprint.ts";
import type { SavedFile } from "./saved-file.ts";
import type { FileStamp } from "./telemetry-fs.ts";

export type ReadState = FileState["state"];

/** Why a file is no longer the one that was read. */
export type ReplacedReason = "shrunk" | "content" | "identity" | "modified";

export type CheckOutcome =
  | { readonly kind: "unchanged" }
  | { readonly kind: "read"; readonly bytes: number }
  /** What was read of it stands no longer: only a new generation is right. */
  | { readonly kind: "replaced"; readonly reason: ReplacedReason; readonly isSameFile: boolean }
  /** Modified without a visible change: an append about to show, or an overwrite in the middle. */
  | { readonly kind: "doubtful" }
  | { readonly kind: "absent" }
  | { readonly kind: "failed"; readonly code: string };

/** A torn last line is left alone for this long before health speaks of it. */
const PENDING_AFTER_MS = 2_000;
/** A replace by delete and create is not a deletion. */
const GONE_GRACE_MS = 200;
const DOUBT_RECHECK_MS = 50;
const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 5_000;

/** One file of one generation: how far it was read, what it looked like then, and how it is doing. */
export class TrackedFile {
  readonly path: string;
  readonly name: string;
  readonly ref: FileRef;
  readonly scanner: FileScanner;
  readonly recorder: FingerprintRecorder;
  /** As it was just before its bytes were last read; null = never read. */
  stamp: FileStamp | null;
  /** Written so shortly before it was read that a later write may carry the same time. */
  isRacy = false;
  /** Modification time of a doubtful look, to compare the next look with. */
  doubtNs: bigint | null = null;
  #state: ReadState = "reading";
  #errorCode: string | null = null;
  #failures = 0;
  #retryAtMs = 0;
  #goneSinceMs: number | null = null;
  #pendingDueMs: number | null = null;
  #isPendingShown = false;
  #recheckAtMs: number | null = null;

  /** `saved`: it was read so far before, and is taken for what it was then until it was looked at. */
  constructor(
    path: string,
    name: string,
    ref: FileRef,
    scanner: FileScanner,
    saved: Pick<SavedFile, "stamp" | "read"> | null = null,
  ) {
    this.path = path;
    this.name = name;
    this.ref = ref;
    this.scanner = scanner;
    this.recorder = new FingerprintRecorder(saved?.read);
    this.stamp = saved?.stamp ?? null;
  }

  get offset(): number {
    return this.recorder.offset;
  }

  get state(): ReadState {
    return this.#state;
  }

  /** The system's code while the state is `denied`, else null. */
  get errorCode(): string | null {
    return this.#errorCode;
  }

  /** Takes the next bytes of the file. */
  take(bytes: Uint8Array): void {
    this.recorder.push(bytes);
    this.scanner.push(bytes);
  }

  /** Takes note of bytes that another thread has read for the scanner, by the last of them. */
  skipTo(offset: number, last: Uint8Array): void {
    this.recorder.skip(offset - this.recorder.offset, last);
  }

  /** Whether a failed file should be left alone for now. */
  isResting(monotonicMs: number): boolean {
    return this.#failures > 0 && monotonicMs < this.#retryAtMs;
  }

  /** Takes over what a check found. `ageMs` is the time since the file was last written. */
  settle(outcome: CheckOutcome, monotonicMs: number, ageMs: number): void {
    this.#recheckAtMs = outcome.kind === "doubtful" ? monotonicMs + DOUBT_RECHECK_MS : null;
    if (outcome.kind !== "absent") this.#goneSinceMs = null;
    if (outcome.kind === "failed") {
      this.#fail(outcome.code, monotonicMs);
      return;
    }
    this.#failures = 0;
    this.#errorCode = null;
    if (outcome.kind === "absent") {
      this.#goneSinceMs ??= monotonicMs;
      this.#state = "gone";
      return;
    }
    this.#state = this.ref.kind === "overlap" ? "overlap" : "ok";
    if (this.scanner.counts.pendingBytes === 0) this.#pendingDueMs = null;
    else if (outcome.kind === "read" || this.#pendingDueMs === null) {
      this.#pendingDueMs = monotonicMs + PENDING_AFTER_MS - Math.max(0, ageMs);
    }
    this.#isPendingShown = this.#pendingDueMs !== null && monotonicMs >= this.#pendingDueMs;
  }

  /** Absent for so long that it is not just being replaced. */
  isGoneForGood(monotonicMs: number): boolean {
    return this.#goneSinceMs !== null && monotonicMs - this.#goneSinceMs >= GONE_GRACE_MS;
  }

  /** Counts for health: an unfinished last line shows only after it has stood for 2 s. */
  visibleCounts(): IngestCounts {
    const { bytes, lines, records, unreadable, repaired, pendingBytes } = this.scanner.counts;
    return {
      bytes,
      lines,
      records,
      unreadable,
      repaired,
      pendingBytes: this.#isPendingShown ? pendingBytes : 0,
    };
  }

  /** When this file wants to be looked at again without anything happening, monotonic ms; or Infinity. */
  wakeAtMs(retries: boolean): number {
    return Math.min(
      this.#recheckAtMs ?? Infinity,
      this.#goneSinceMs === null ? Infinity : this.#goneSinceMs + GONE_GRACE_MS,
      this.#pendingDueMs === null || this.#isPendingShown ? Infinity : this.#pendingDueMs,
      retries && this.#failures > 0 ? this.#retryAtMs : Infinity,
    );
  }

  #fail(code: string, monotonicMs: number): void {
    this.#failures += 1;
    this.#retryAtMs = monotonicMs + Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (this.#failures - 1));
    this.#errorCode = code;
    this.#state = "denied";
  }
}
