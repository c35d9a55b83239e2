import type { ArchivedDays } from "../store/archived-days.ts";
import type { FileKind } from "../records/record.ts";
import type { ProblemReason } from "../ingest/record-sink.ts";

export interface FileHealth {
  readonly path: string;
  readonly kind: FileKind;
  readonly bytes: number;
  readonly lines: number;
  readonly records: number;
  readonly unreadable: number;
  readonly repaired: number;
  /** Bytes after the last line break. */
  readonly pending: number;
  /** A state other than "ok" is an I/O condition of the reader. */
  readonly state: "ok" | "denied" | "gone" | "overlap" | "reading";
  readonly newestAtMs: number | null;
}

export interface HealthProblem {
  /** `problem:<file>:<byteOffset>:<field or reason>`: an id the host can open. */
  readonly id: string;
  readonly path: string;
  readonly line: number;
  readonly byteOffset: number;
  readonly severity: "dropped" | "repaired" | "odd-field";
  readonly reason: ProblemReason;
  readonly field: string | null;
}

export interface HealthReport {
  readonly files: readonly FileHealth[];
  readonly twinsMerged: number;
  /** No record for longer than the staleness limit (24 h by default), or none at all. */
  readonly stale: boolean;
  readonly newestRecordAtMs: number | null;
  /** Counted in full; listed up to a limit a file. */
  readonly problemCount: number;
  readonly problems: readonly HealthProblem[];
  /** Only where there are archived days, or files of such days that cannot be used. */
  readonly archived?: { readonly days: number; readonly damaged: ArchivedDays["damaged"] };
}
