import type { FileRef, LineRef } from "../ingest/record-sink.ts";
import type { RecordKind } from "../records/record.ts";
import { NumberColumn } from "./number-column.ts";
import { RowExtents } from "./row-extents.ts";
import { isListOf, isText } from "./snapshot/json-guards.ts";
import type { SectionReader } from "./snapshot/section-reader.ts";
import type { SectionWriter } from "./snapshot/section-writer.ts";
import { restoreParts, saveParts, type Stored, type StoredParts } from "./snapshot/stored.ts";

/** A place in a file, and the row that was made from it (-1 for kinds without a table). */
export interface FoundLine {
  readonly byteLength: number;
  readonly row: number;
}

/** Where lines of tables with rows stand; calls and runs. */
export interface AddressedRows {
  byteOffset(row: number): number;
  byteLength(row: number): number;
}

export interface AscendingRows {
  readonly first: number;
  readonly count: number;
  readonly firstOffset: number;
  readonly lastOffset: number;
}

/** Finds the lines of all files by their offset. */
export class AddressIndex implements Stored {
  readonly #tables: { readonly call: AddressedRows; readonly run: AddressedRows };
  readonly #rows = { call: new Map<number, RowExtents>(), run: new Map<number, RowExtents>() };
  readonly #lines = new Map<string, LineIndex>();

  constructor(tables: { readonly call: AddressedRows; readonly run: AddressedRows }) {
    this.#tables = tables;
  }

  addRow(kind: "call" | "run", file: FileRef, line: LineRef, row: number): void {
    const extents = entryOf(this.#rows[kind], file.fileId, () => new RowExtents());
    extents.add(row, line.byteOffset);
  }

  /** Takes consecutive rows of one file, whose offsets ascend. */
  addRows(kind: "call" | "run", file: FileRef, rows: AscendingRows): void {
    const extents = entryOf(this.#rows[kind], file.fileId, () => new RowExtents());
    extents.addMany(rows.first, rows.count, rows.firstOffset, rows.lastOffset);
  }

  addLine(kind: RecordKind, file: FileRef, line: LineRef): void {
    entryOf(this.#lines, `${kind}:${file.fileId}`, () => new LineIndex()).add(line);
  }

  find(kind: RecordKind, fileId: number, byteOffset: number): FoundLine | null {
    if (kind !== "call" && kind !== "run") {
      const byteLength = this.#lines.get(`${kind}:${fileId}`)?.find(byteOffset) ?? null;
      return byteLength === null ? null : { byteLength, row: -1 };
    }
    const table = this.#tables[kind];
    const row = this.#rows[kind].get(fileId)?.find(byteOffset, (at) => table.byteOffset(at)) ?? -1;
    return row < 0 ? null : { byteLength: table.byteLength(row), row };
  }

  saveTo(to: SectionWriter): void {
    saveByKey(this.#rows.call, to.within("call"));
    saveByKey(this.#rows.run, to.within("run"));
    saveByKey(this.#lines, to.within("lines"));
  }

  restoreFrom(from: SectionReader): void {
    restoreByKey(this.#rows.call, from.within("call"), Number, () => new RowExtents());
    restoreByKey(this.#rows.run, from.within("run"), Number, () => new RowExtents());
    restoreByKey(this.#lines, from.within("lines"), String, () => new LineIndex());
  }
}

/** Offsets and lengths of the lines of one file, for kinds whose records are kept elsewhere or folded. */
class LineIndex implements Stored {
  readonly #offsets = new NumberColumn();
  readonly #lengths = new NumberColumn();
  readonly #extents = new RowExtents();

  add(line: LineRef): void {
    this.#extents.add(this.#offsets.count, line.byteOffset);
    this.#offsets.push(line.byteOffset);
    this.#lengths.push(line.byteLength);
  }

  /** Length of the line at an offset, or null. */
  find(byteOffset: number): number | null {
    const at = this.#extents.find(byteOffset, (index) => this.#offsets.get(index));
    return at < 0 ? null : this.#lengths.get(at);
  }

  saveTo(to: SectionWriter): void {
    saveParts(this.#parts(), to);
  }

  restoreFrom(from: SectionReader): void {
    restoreParts(this.#parts(), from);
  }

  #parts(): StoredParts {
    return { offsets: this.#offsets, lengths: this.#lengths, extents: this.#extents };
  }
}

function saveByKey(map: ReadonlyMap<string | number, Stored>, to: SectionWriter): void {
  to.json("keys", [...map.keys()].map(String));
  for (const [key, part] of map) part.saveTo(to.within(String(key)));
}

function restoreByKey<K, V extends Stored>(
  map: Map<K, V>,
  from: SectionReader,
  keyOf: (text: string) => K,
  create: () => V,
): void {
  for (const text of from.json("keys", isListOf(isText))) {
    const part = entryOf(map, keyOf(text), create);
    part.restoreFrom(from.within(text));
  }
}

function entryOf<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = create()));
  return value;
}
