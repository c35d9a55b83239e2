import { exportCsvCells, exportCsvHeader, exportJsonText } from "../../core/export/export-rows.ts";
import type { ExportedRecord, RecordRow } from "../../core/export/export-rows.ts";
import type { Result } from "../../core/result.ts";
import type { RecordFilter, TelemetryQuery } from "../../core/rollup/query.ts";
import type { TelemetryDataset } from "../../core/store/tables.ts";
import { csvText } from "./csv-text.ts";
import { exportErrorOf } from "./export-error.ts";
import type { ExportError } from "./export-error.ts";
import { exportSource } from "./export-source.ts";
import type { ExportSource } from "./export-source.ts";
import { readLines } from "./line-reader.ts";
import type { FilePaths } from "./line-reader.ts";
import { OutputFile } from "./output-file.ts";
import type { GuardedFiles } from "./output-target.ts";
import { isTelemetryTarget, requireWritable, resolveTarget } from "./output-target.ts";

export type ExportFormat = "csv" | "json" | "jsonl";

/** What is exported, and where it was read from. */
export interface ExportInput {
  readonly dataset: TelemetryDataset;
  readonly pathOf: (fileId: number) => string | null;
  /** Folders that were looked through, with files or without. */
  readonly folders?: readonly string[];
}

export interface ExportRequest {
  readonly loaded: ExportInput;
  readonly query: TelemetryQuery;
  readonly filter: RecordFilter;
  readonly recordKind: "calls" | "runs";
  readonly format: ExportFormat;
  readonly outPath: string;
  readonly signal?: AbortSignal | undefined;
  /** Called at the start, after each piece and at the end. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

export interface ExportSummary {
  readonly path: string;
  readonly records: number;
}

/** Memory is bounded by these, whatever the number and the size of the lines. */
const MAX_PIECE_RECORDS = 1024;
const MAX_PIECE_BYTES = 8 * 1024 * 1024;

/**
 * Writes the records of a query and filter, oldest first, with all columns and what only their lines hold.
 * The file is there whole or not at all; a file that was there before stays when anything fails. Telemetry
 * itself is never written to; where its lines are not any more as they were read, the export fails.
 */
export async function exportRecords(request: ExportRequest): Promise<Result<ExportSummary, ExportError>> {
  const { outPath, loaded, query, filter, recordKind } = request;
  let output: OutputFile | null = null;
  try {
    const target = await resolveTarget(outPath);
    if (await isTelemetryTarget(target, guardedFiles(loaded))) {
      return { ok: false, error: { kind: "is-telemetry", path: outPath } };
    }
    await requireWritable(target);
    output = await OutputFile.create(target);
    const source = exportSource(loaded.dataset, query, filter, recordKind);
    const isComplete = await writeAll(source, output, request);
    if (!isComplete) {
      await output.discard();
      return { ok: false, error: { kind: "cancelled" } };
    }
    await output.commit();
    return { ok: true, value: { path: outPath, records: source.count } };
  } catch (error) {
    await output?.discard();
    const known = exportErrorOf(error, outPath);
    if (known === null) throw error;
    return { ok: false, error: known };
  }
}

function filePaths({ dataset, pathOf }: ExportInput): FilePaths {
  const labels = new Map(dataset.files().map(({ file }) => [file.fileId, file.label]));
  return { pathOf, labelOf: (fileId) => labels.get(fileId) ?? "the telemetry" };
}

function guardedFiles({ dataset, pathOf, folders = [] }: ExportInput): GuardedFiles {
  return { paths: dataset.files().flatMap(({ file }) => pathOf(file.fileId) ?? []), folders };
}

/** False when it was cancelled on the way. */
async function writeAll(source: ExportSource, output: OutputFile, request: ExportRequest): Promise<boolean> {
  const { signal, onProgress, loaded, format, recordKind } = request;
  const frame = FRAMES[format];
  const files = filePaths(loaded);
  await output.write(frame.begin(recordKind === "calls" ? "call" : "run"));
  let done = 0;
  onProgress?.(0, source.count);
  while (done < source.count) {
    if (signal?.aborted === true) return false;
    const end = endOfPiece(source, done);
    const records = await readPiece(source, done, end, files);
    await output.write(frame.piece(records, done === 0));
    done = end;
    onProgress?.(done, source.count);
  }
  if (signal?.aborted === true) return false;
  await output.write(frame.end(done === 0));
  return true;
}

function endOfPiece(source: ExportSource, from: number): number {
  let end = from;
  let sizeBytes = 0;
  while (end < source.count && end - from < MAX_PIECE_RECORDS) {
    sizeBytes += source.sizeBytes(end);
    if (end > from && sizeBytes > MAX_PIECE_BYTES) break;
    end += 1;
  }
  return end;
}

async function readPiece(
  source: ExportSource,
  from: number,
  end: number,
  files: FilePaths,
): Promise<readonly ExportedRecord[]> {
  const indexes = Array.from({ length: end - from }, (_, position) => from + position);
  const addresses = indexes.map((index) => source.lines(index));
  const lines = await readLines(addresses.flat(), files);
  let at = 0;
  return indexes.map((index, position) => {
    const count = addresses[position]?.length ?? 0;
    at += count;
    return source.record(index, lines.slice(at - count, at));
  });
}

interface Frame {
  begin(kind: RecordRow["kind"]): string;
  piece(records: readonly ExportedRecord[], isFirst: boolean): string;
  end(isEmpty: boolean): string;
}

const FRAMES: Readonly<Record<ExportFormat, Frame>> = {
  csv: {
    begin: (kind) => csvText([exportCsvHeader(kind)]),
    piece: (records) => csvText(records.map(exportCsvCells)),
    end: () => "",
  },
  json: {
    begin: () => "[",
    piece: (records, isFirst) => `${isFirst ? "" : ","}\n${records.map(exportJsonText).join(",\n")}`,
    end: (isEmpty) => (isEmpty ? "]\n" : "\n]\n"),
  },
  jsonl: {
    begin: () => "",
    piece: (records) => records.map((record) => `${exportJsonText(record)}\n`).join(""),
    end: () => "",
  },
};
