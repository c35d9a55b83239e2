import { parseRecordId, recordId } from "../../core/store/record-id.ts";
import type { TelemetryDataset } from "../../core/store/tables.ts";
import type { RecordTags, TaggedRecord } from "../../node/tag-store.ts";
import type { RowRef } from "./own-id.ts";
import { ownIdOf, producerId } from "./own-id.ts";

const RUN_PREFIX = "id:";

/** A tagged record and where it stands now. */
export interface TagMatch {
  readonly id: string;
  readonly record: TaggedRecord;
}

/**
 * Finds the tagged records in one generation of the data. A tag belongs to a record, not to a place: what
 * stands there now must have the same own id. The label of its file may be another one (a second folder was
 * added, the file was rotated), its offset is the same; a run is found by its run id wherever it stands.
 */
export class TagMatcher {
  readonly #dataset: TelemetryDataset;
  readonly #pathOf: (fileId: number) => string | null;
  /** Tagged records of each kind by their offsets; runs that are known by run id are not among them. */
  readonly #byOffset = { call: new Map<number, TaggedRecord[]>(), run: new Map<number, TaggedRecord[]>() };
  readonly #runs: TaggedRecord[] = [];
  readonly #found = new Map<TaggedRecord, string>();
  #matches: readonly TagMatch[] = [];
  #runRows = "";
  readonly #nextRow = { call: 0, run: 0 };

  constructor(
    dataset: TelemetryDataset,
    entries: readonly RecordTags[],
    pathOf: (fileId: number) => string | null,
  ) {
    this.#dataset = dataset;
    this.#pathOf = pathOf;
    for (const { record } of entries) this.#add(record);
  }

  /** Looks at the rows that are new since the last time. All that is found so far; the same array if no more. */
  async match(): Promise<readonly TagMatch[]> {
    let hasNew = false;
    for (const kind of ["call", "run"] as const) {
      for (const [row, record] of this.#candidates(kind)) {
        await this.#consider({ kind, row }, record);
        hasNew = true;
      }
    }
    const runRows = this.#runs.map((record) => this.#rowOfRun(record));
    if (!hasNew && runRows.join() === this.#runRows) return this.#matches;
    this.#runRows = runRows.join();
    const runs = this.#runs.map((record, at) => ({ record, row: runRows[at] ?? -1 }));
    this.#matches = [
      ...[...this.#found].map(([record, id]) => ({ id, record })),
      ...runs
        .filter(({ row }) => row >= 0)
        .map(({ record, row }) => ({ id: this.#idOf({ kind: "run", row }), record })),
    ];
    return this.#matches;
  }

  #add(record: TaggedRecord): void {
    const place = parseRecordId(record.id);
    if (place === null || (place.kind !== "call" && place.kind !== "run")) return;
    if (place.kind === "run" && record.ownId?.startsWith(RUN_PREFIX) === true) {
      this.#runs.push(record);
      return;
    }
    const byOffset = this.#byOffset[place.kind];
    const others = byOffset.get(place.byteOffset);
    if (others === undefined) byOffset.set(place.byteOffset, [record]);
    else others.push(record);
  }

  #candidates(kind: RowRef["kind"]): readonly (readonly [number, TaggedRecord])[] {
    const table = kind === "call" ? this.#dataset.calls : this.#dataset.runs;
    const byOffset = this.#byOffset[kind];
    const from = this.#nextRow[kind];
    this.#nextRow[kind] = table.count;
    const found: (readonly [number, TaggedRecord])[] = [];
    for (let row = from; byOffset.size > 0 && row < table.count; row++) {
      const records = byOffset.get(table.byteOffset(row));
      if (records !== undefined) for (const record of records) found.push([row, record]);
    }
    return found;
  }

  async #consider(ref: RowRef, record: TaggedRecord): Promise<void> {
    const id = this.#idOf(ref);
    const isSamePlace = id === record.id;
    // Two files may hold the same record: the one that was tagged comes first.
    if (this.#found.has(record) && !isSamePlace) return;
    if (record.ownId === null ? isSamePlace : await this.#isSame(ref, record.ownId)) {
      this.#found.set(record, id);
    }
  }

  async #isSame(ref: RowRef, ownId: string): Promise<boolean> {
    const known = producerId(this.#dataset, ref);
    return (known ?? (await ownIdOf(this.#dataset, ref, this.#pathOf))) === ownId;
  }

  /** The newest line of a run is the one that is shown. */
  #rowOfRun(record: TaggedRecord): number {
    return this.#dataset.runRow(record.ownId?.slice(RUN_PREFIX.length) ?? "");
  }

  #idOf({ kind, row }: RowRef): string {
    const table = kind === "call" ? this.#dataset.calls : this.#dataset.runs;
    const fileId = table.fileId(row);
    const label = this.#dataset.files().find(({ file }) => file.fileId === fileId)?.file.label ?? "";
    return recordId(kind, label, table.byteOffset(row));
  }
}
