import type { ScanState } from "../core/ingest/scan-state.ts";
import type { LineCounts } from "../core/ingest/line-reader.ts";
import type { LineStart } from "../core/ingest/scanned-part.ts";
import { isNumber, isObjectWith, isText } from "../core/store/snapshot/json-guards.ts";
import type { SectionReader } from "../core/store/snapshot/section-reader.ts";
import type { SectionWriter } from "../core/store/snapshot/section-writer.ts";
import type { BytesRead } from "./read-fingerprint.ts";
import type { FileStamp } from "./telemetry-fs.ts";
import type { TrackedFile } from "./tracked-file.ts";

/** A longer open line is not worth keeping. */
const MAX_HELD_BYTES = 1024 * 1024;

/** How far a file was read, and what it looked like then: enough to go on, or to see that it was replaced. */
export interface SavedFile {
  readonly label: string;
  readonly kind: string;
  readonly stamp: FileStamp;
  readonly read: BytesRead;
  readonly scan: ScanState;
}

/** The state of a file between two looks; null while there is doubt about it. */
export function savedFileOf(file: TrackedFile): SavedFile | null {
  const { ref, stamp, doubtNs, state, recorder, scanner } = file;
  if (stamp === null || doubtNs !== null || (state !== "ok" && state !== "overlap")) return null;
  const scan = scanner.state();
  if (scan === null || scan.held.byteLength > MAX_HELD_BYTES) return null;
  const isInStep = scan.line.byteOffset + scan.held.byteLength === recorder.offset;
  return isInStep ? { label: ref.label, kind: ref.kind, stamp, read: recorder.read, scan } : null;
}

export function saveFile({ label, kind, stamp, read, scan }: SavedFile, to: SectionWriter): void {
  to.json("label", label);
  to.json("kind", kind);
  to.json("stamp", {
    sizeBytes: stamp.sizeBytes,
    identity: stamp.identity,
    modifiedNs: String(stamp.modifiedNs),
    changedNs: String(stamp.changedNs),
  });
  to.json("line", scan.line);
  to.json("counts", scan.counts);
  to.array("held", scan.held);
  to.json("offset", read.offset);
  to.array("head", read.head);
  to.array("tail", read.tail);
}

export function restoreFile(from: SectionReader): SavedFile {
  const stamp = from.json("stamp", isStamp);
  return {
    label: from.json("label", isText),
    kind: from.json("kind", isText),
    stamp: {
      sizeBytes: stamp.sizeBytes,
      identity: stamp.identity,
      modifiedNs: BigInt(stamp.modifiedNs),
      changedNs: BigInt(stamp.changedNs),
      isFile: true,
      isDirectory: false,
    },
    read: {
      offset: from.json("offset", isNumber),
      head: from.array("head", "u8"),
      tail: from.array("tail", "u8"),
    },
    scan: {
      line: from.json("line", isLine),
      counts: from.json("counts", isCounts),
      held: from.array("held", "u8"),
    },
  };
}

/** The number of a file is a hint within one session, and none after it: disks are numbered anew. */
export function withIdentity(saved: SavedFile, identity: string | null): SavedFile {
  return identity === null ? saved : { ...saved, stamp: { ...saved.stamp, identity } };
}

const isStamp = isObjectWith<{
  readonly sizeBytes: number;
  readonly identity: string;
  readonly modifiedNs: string;
  readonly changedNs: string;
}>({ sizeBytes: isNumber, identity: isText, modifiedNs: isText, changedNs: isText });
const isLine = isObjectWith<LineStart>({ byteOffset: isNumber, lineNumber: isNumber });
const isCounts = isObjectWith<LineCounts>({
  lines: isNumber,
  records: isNumber,
  unreadable: isNumber,
  repaired: isNumber,
});
