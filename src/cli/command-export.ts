import type { Result } from "../core/result.ts";
import { EMPTY_FILTER } from "../core/rollup/query.ts";
import { formatInteger } from "../core/view-model/format.ts";
import type { ExportError } from "../node/export/export-error.ts";
import { describeExportError } from "../node/export/export-error.ts";
import { exportRecords } from "../node/export/export-file.ts";
import type { ExportFormat } from "../node/export/export-file.ts";
import type { CliIo } from "./cli-io.ts";
import type { CommandLine } from "./command-line.ts";
import type { CliFailure } from "./exit-codes.ts";
import { INTERRUPTED, unreadableFailure, unwrittenFailure, usageFailure } from "./exit-codes.ts";
import { loadTelemetry, unreadableInput } from "./load-telemetry.ts";
import { writeJson } from "./output.ts";
import { ProgressLine } from "./progress-line.ts";
import type { Settings } from "./settings.ts";
import { optionFailure, valueOf } from "./settings.ts";
import { terminalSafe } from "./terminal-text.ts";
import { wholePath } from "./whole-path.ts";

const FORMATS: readonly ExportFormat[] = ["csv", "json", "jsonl"];
const KINDS = ["calls", "runs"] as const;

const DASH =
  "--out takes a file: for standard output, use calls or runs with --csv or --json, or --out /dev/stdout.";

interface Target {
  readonly format: ExportFormat;
  readonly recordKind: (typeof KINDS)[number];
  readonly outPath: string;
}

/** Writes the records of the range to a file, whole or not at all. */
export async function runExport(
  line: CommandLine,
  settings: Settings,
  io: CliIo,
): Promise<CliFailure | null> {
  const target = readTarget(line, io);
  if (!target.ok) return target.error;
  const loaded = await loadTelemetry(settings, io);
  if (!loaded.ok) return loaded.error;
  const unreadable = unreadableInput(loaded.value);
  if (unreadable !== null) return unreadable;
  const progress = new ProgressLine(io);
  const integer = (count: number) => formatInteger(count, io.locale);
  const result = await exportRecords({
    ...target.value,
    loaded: loaded.value,
    query: settings.query,
    filter: EMPTY_FILTER,
    signal: io.signal,
    onProgress: (done, total) => progress.update(() => `Writing ${integer(done)} of ${integer(total)}`),
  });
  progress.clear();
  const { format, recordKind, outPath } = target.value;
  if (!result.ok) return failureOf(result.error);
  const { records } = result.value;
  if (settings.isJson) await writeJson(io, { path: outPath, format, kind: recordKind, records });
  else {
    const noun = records === 1 ? recordKind.slice(0, -1) : recordKind;
    await io.writeOut(`Wrote ${integer(records)} ${noun} to ${terminalSafe(outPath)}.\n`);
  }
  return null;
}

function failureOf(error: ExportError): CliFailure {
  if (error.kind === "cancelled") return INTERRUPTED;
  const message = describeExportError(error);
  const isInput = error.kind === "changed" || error.kind === "unreadable";
  return isInput ? unreadableFailure(message) : unwrittenFailure(message);
}

function readTarget(line: CommandLine, io: CliIo): Result<Target, CliFailure> {
  const out = valueOf(line, "out");
  if (out === null) return { ok: false, error: usageFailure("export needs --out <file>.") };
  if (out === "-") return optionFailure(line, "out", DASH);
  const kind = valueOf(line, "kind") ?? "calls";
  const recordKind = KINDS.find((known) => known === kind);
  if (recordKind === undefined)
    return optionFailure(line, "kind", `--kind: not one of ${KINDS.join(", ")}: ${kind}`);
  const named = valueOf(line, "format");
  const format = FORMATS.find((known) => known === (named ?? out.split(".").at(-1)?.toLowerCase()));
  if (format === undefined) {
    const allowed = FORMATS.join(", ");
    return named === null
      ? optionFailure(line, "out", `export needs --format: ${allowed}.`)
      : optionFailure(line, "format", `--format: not one of ${allowed}: ${named}`);
  }
  const outPath = wholePath(io, out);
  return outPath.ok ? { ok: true, value: { format, recordKind, outPath: outPath.value } } : outPath;
}
