import type { FileKind } from "../core/records/record.ts";
import type { LineStart, ScannedPart } from "../core/ingest/scanned-part.ts";

/** What a thread is to scan. */
export interface ScanOrder {
  readonly path: string;
  /** `dev:ino` of the file that is meant: another one may stand at the path by now. */
  readonly identity: string;
  readonly kind: FileKind;
  /** The first line to read. */
  readonly start: LineStart;
  /** Bytes from here on are not looked at. */
  readonly endOffset: number;
  /** Bytes of the file that make a part. */
  readonly partBytes: number;
  readonly naiveTimeZone: string;
  readonly nowMs: number;
}

export interface SentPart {
  readonly part: ScannedPart;
  /** The last bytes of the part, as many as a fingerprint needs. */
  readonly tail: Uint8Array;
}

/** Each `columns` asks for one part, and is memory that it may use. */
export type ToScanThread =
  | { readonly kind: "open"; readonly order: ScanOrder }
  | { readonly kind: "columns"; readonly columns: ArrayBuffer };

export type FromScanThread =
  | { readonly kind: "ready" }
  | { readonly kind: "part"; readonly sent: SentPart }
  /** The file has no further whole lines before the end, or is another one, or cannot be read. */
  | { readonly kind: "done"; readonly isRead: boolean };
