import { callJsonRow, runJsonRow } from "../core/export/export-columns.ts";
import { csvCells, csvHeader } from "../core/export/export-rows.ts";
import type { RecordRow } from "../core/export/export-rows.ts";
import type { Result } from "../core/result.ts";
import { listCalls } from "../core/rollup/list-calls.ts";
import { listRuns } from "../core/rollup/list-runs.ts";
import { EMPTY_FILTER } from "../core/rollup/query.ts";
import type { CallSortField, RunSortField, Sort, TelemetryQuery } from "../core/rollup/query.ts";
import type { TelemetryDataset } from "../core/store/tables.ts";
import { csvText } from "../node/export/csv-text.ts";
import type { CliIo } from "./cli-io.ts";
import type { CommandLine } from "./command-line.ts";
import type { CliFailure } from "./exit-codes.ts";
import { INTERRUPTED } from "./exit-codes.ts";
import { listText } from "./list-text.ts";
import { loadTelemetry, unreadableInput } from "./load-telemetry.ts";
import { cellText, jsonText } from "./output.ts";
import type { Settings } from "./settings.ts";
import { optionFailure, valueOf } from "./settings.ts";
import { readCallSort, readRunSort } from "./sort-option.ts";
import { textStyle } from "./text-style.ts";

/** Rows that a terminal shows unasked. */
const TEXT_LIMIT = 20;
/** Rows made at once: output is written in pieces, so that memory does not grow with the list. */
const PIECE_ROWS = 20_000;

interface ListPage {
  readonly offset: number;
  /** Null: all that there are. */
  readonly limit: number | null;
  readonly form: "text" | "json" | "csv";
}

interface RowSource {
  readonly kind: RecordRow["kind"];
  read(
    dataset: TelemetryDataset,
    offset: number,
    limit: number,
  ): { readonly total: number; readonly rows: readonly RecordRow[] };
}

/** `calls`: one row for each call, newest first unless sorted otherwise. */
export async function runCalls(line: CommandLine, settings: Settings, io: CliIo): Promise<CliFailure | null> {
  const sort = readCallSort(valueOf(line, "sort"));
  if (!sort.ok) return { ...sort.error, argument: line.places.get("sort") ?? null };
  return runList(line, settings, io, callSource(settings.query, sort.value));
}

/** `runs`: one row for each run, those in progress included. */
export async function runRuns(line: CommandLine, settings: Settings, io: CliIo): Promise<CliFailure | null> {
  const sort = readRunSort(valueOf(line, "sort"));
  if (!sort.ok) return { ...sort.error, argument: line.places.get("sort") ?? null };
  return runList(line, settings, io, runSource(settings.query, sort.value));
}

function callSource(query: TelemetryQuery, sort: Sort<CallSortField>): RowSource {
  return {
    kind: "call",
    read: (dataset, offset, limit) => {
      const { total, rows } = listCalls(dataset, query, EMPTY_FILTER, {
        offset,
        limit,
        sort,
        anchorCount: null,
      });
      return { total, rows: rows.map((row) => ({ kind: "call", row: callJsonRow(row, query.timeZone) })) };
    },
  };
}

function runSource(query: TelemetryQuery, sort: Sort<RunSortField>): RowSource {
  return {
    kind: "run",
    read: (dataset, offset, limit) => {
      const { total, rows } = listRuns(dataset, query, EMPTY_FILTER, {
        offset,
        limit,
        sort,
        anchorCount: null,
      });
      return { total, rows: rows.map((row) => ({ kind: "run", row: runJsonRow(row, query.timeZone) })) };
    },
  };
}

async function runList(
  line: CommandLine,
  settings: Settings,
  io: CliIo,
  source: RowSource,
): Promise<CliFailure | null> {
  const page = readPage(line, settings);
  if (!page.ok) return page.error;
  const loaded = await loadTelemetry(settings, io);
  if (!loaded.ok) return loaded.error;
  const unreadable = unreadableInput(loaded.value);
  if (unreadable !== null) return unreadable;
  await WRITERS[page.value.form](source, loaded.value.dataset, page.value, settings, io);
  return io.signal.aborted ? { ...INTERRUPTED, isAnswered: true } : null;
}

function readPage(line: CommandLine, settings: Settings): Result<ListPage, CliFailure> {
  const isCsv = line.switches.has("csv");
  if (isCsv && settings.isJson) return optionFailure(line, "csv", "Give either --json or --csv.");
  const form = settings.isJson ? "json" : isCsv ? "csv" : "text";
  const limit = readCount(line, "limit");
  if (!limit.ok) return limit;
  const offset = readCount(line, "offset");
  if (!offset.ok) return offset;
  const fallback = form === "text" ? TEXT_LIMIT : null;
  return { ok: true, value: { offset: offset.value ?? 0, limit: limit.value ?? fallback, form } };
}

function readCount(line: CommandLine, name: string): Result<number | null, CliFailure> {
  const text = valueOf(line, name);
  if (text === null) return { ok: true, value: null };
  if (/^\d{1,15}$/.test(text)) return { ok: true, value: Number(text) };
  return optionFailure(line, name, `--${name}: not a whole number from 0 on: ${text}`);
}

type Writer = (
  source: RowSource,
  dataset: TelemetryDataset,
  page: ListPage,
  settings: Settings,
  io: CliIo,
) => Promise<void>;

const WRITERS: Readonly<Record<ListPage["form"], Writer>> = {
  text: async (source, dataset, page, settings, io) => {
    const { total, rows } = source.read(dataset, page.offset, page.limit ?? TEXT_LIMIT);
    const shown = { rows, total, offset: page.offset, kind: source.kind };
    await io.writeOut(listText(shown, settings.query.timeZone, io.locale, textStyle(io)));
  },
  json: async (source, dataset, page, _settings, io) => {
    let isFirst = true;
    const isWhole = await eachPiece(source, dataset, page, io.signal, async (rows, total) => {
      const head = isFirst ? `{"total":${total},"rows":[` : rows.length === 0 ? "" : ",";
      isFirst = false;
      return io.writeOut(head + rows.map(({ row }) => `\n${jsonText(row)}`).join(","));
    });
    if (isWhole) await io.writeOut("\n]}\n");
  },
  csv: async (source, dataset, page, _settings, io) => {
    await io.writeOut(csvText([csvHeader(source.kind)]));
    await eachPiece(source, dataset, page, io.signal, (rows) =>
      io.writeOut(csvText(rows.map((row) => csvCells(row).map((cell) => cellText(io, cell))))),
    );
  },
};

/**
 * Reads and hands on in pieces, at least once. Ends early, and tells so by false, when nobody takes them any
 * more or the user interrupts.
 */
async function eachPiece(
  source: RowSource,
  dataset: TelemetryDataset,
  page: ListPage,
  signal: AbortSignal,
  write: (rows: readonly RecordRow[], total: number) => Promise<boolean>,
): Promise<boolean> {
  const end = page.limit === null ? Infinity : page.offset + page.limit;
  let at = page.offset;
  for (;;) {
    const { total, rows } = source.read(dataset, at, Math.min(PIECE_ROWS, end - at));
    const isTaken = await write(rows, total);
    at += rows.length;
    if (!isTaken || signal.aborted) return false;
    if (rows.length === 0 || at >= Math.min(end, total)) return true;
  }
}
