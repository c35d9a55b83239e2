import type { FileRef } from "../../../src/core/ingest/record-sink.ts";
import type { FileKind, TelemetryRecord } from "../../../src/core/records/record.ts";
import { Dataset } from "../../../src/core/store/dataset.ts";
import { aLine } from "../../fixtures/records.ts";

/** Feeds a dataset with records that stand 100 bytes apart in their files. */
export class Feeder {
  readonly dataset = new Dataset();
  readonly #ends = new Map<number, number>();

  file(label: string, kind: FileKind, rootId = 0): FileRef {
    return this.dataset.registerFile({ label, kind, rootId });
  }

  add(file: FileRef, ...records: readonly TelemetryRecord[]): void {
    for (const record of records) {
      const byteOffset = this.#ends.get(file.fileId) ?? 0;
      this.dataset.addRecord(file, aLine(byteOffset, 99), record);
      this.#ends.set(file.fileId, byteOffset + 100);
    }
  }
}
