import type { Result } from "../core/result.ts";
import type { TelemetryQuery, TimeWindow } from "../core/rollup/query.ts";
import { resolveRange } from "../core/rollup/range.ts";
import { parseTimestampMs } from "../core/time/timestamp.ts";
import { addDaysMs, isValidZone, startOfDateMs } from "../core/time/zone.ts";
import type { CliIo } from "./cli-io.ts";
import type { CommandLine } from "./command-line.ts";
import type { CliFailure } from "./exit-codes.ts";
import { usageFailure } from "./exit-codes.ts";
import { suggestWord } from "./suggest.ts";

/** What all commands share: where to read, which records count, how to print. */
export interface Settings {
  /** As given; empty for the default folders. */
  readonly dirs: readonly string[];
  readonly query: TelemetryQuery;
  readonly naiveTimeZone: string;
  /** Read the archived files too, in place of the sums of their days. */
  readonly includesArchive: boolean;
  readonly isJson: boolean;
}

type Read<T> = Result<T, CliFailure>;

const RANGES = ["today", "7d", "30d", "all"] as const;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

export function readSettings(line: CommandLine, io: CliIo): Read<Settings> {
  const timeZone = readZone(line, "tz", io);
  if (!timeZone.ok) return timeZone;
  const naiveTimeZone = readZone(line, "naive-tz", io);
  if (!naiveTimeZone.ok) return naiveTimeZone;
  const nowMs = readNow(line, timeZone.value, io);
  if (!nowMs.ok) return nowMs;
  const window = readWindow(line, timeZone.value, nowMs.value);
  if (!window.ok) return window;
  return {
    ok: true,
    value: {
      dirs: line.values.get("dir") ?? [],
      query: {
        window: window.value,
        timeZone: timeZone.value,
        nowMs: nowMs.value,
        mergeTwins: !line.switches.has("no-merge-twins"),
        hiddenWorkflows: [],
      },
      naiveTimeZone: naiveTimeZone.value,
      includesArchive: line.switches.has("include-archive"),
      isJson: line.switches.has("json"),
    },
  };
}

export function valueOf(line: CommandLine, name: string): string | null {
  return line.values.get(name)?.[0] ?? null;
}

/** A failure that is the fault of one option. */
export function optionFailure(
  line: CommandLine,
  name: string,
  message: string,
  suggestion: string | null = null,
): Read<never> {
  return { ok: false, error: usageFailure(message, suggestion, line.places.get(name) ?? null) };
}

function readZone(line: CommandLine, name: string, io: CliIo): Read<string> {
  const zone = valueOf(line, name);
  if (zone === null) return { ok: true, value: io.systemTimeZone };
  if (isValidZone(zone)) return { ok: true, value: withUsualCase(zone) };
  const suggestion = suggestWord(zone, Intl.supportedValuesOf("timeZone"));
  return optionFailure(line, name, `--${name}: not a time zone: ${zone}`, suggestion);
}

/** `utc` is `UTC`. Other names of a zone stay as given: the platform's own one may be an old one. */
function withUsualCase(zone: string): string {
  const usual = new Intl.DateTimeFormat("en-US", { timeZone: zone }).resolvedOptions().timeZone;
  return usual.toLowerCase() === zone.toLowerCase() ? usual : zone;
}

function readNow(line: CommandLine, timeZone: string, io: CliIo): Read<number> {
  const text = valueOf(line, "now");
  if (text === null) return { ok: true, value: io.nowMs() };
  const nowMs = parseTimestampMs(text, timeZone) ?? startOfDateMs(timeZone, text);
  return nowMs === null
    ? optionFailure(line, "now", `--now: not an ISO time: ${text}`)
    : { ok: true, value: nowMs };
}

function readWindow(line: CommandLine, timeZone: string, nowMs: number): Read<TimeWindow> {
  const range = valueOf(line, "range");
  const [since, until] = [valueOf(line, "since"), valueOf(line, "until")];
  if (range !== null) {
    if (since !== null || until !== null)
      return optionFailure(line, "range", "Give either --range or --since and --until.");
    const kind = RANGES.find((candidate) => candidate === range);
    if (kind === undefined)
      return optionFailure(line, "range", `--range: not one of ${RANGES.join(", ")}: ${range}`);
    return { ok: true, value: resolveRange({ kind }, timeZone, nowMs) };
  }
  const fromMs = since === null ? null : instantOf(since, timeZone, 0);
  const toMs = until === null ? null : instantOf(until, timeZone, 1);
  if (since !== null && fromMs === null)
    return optionFailure(line, "since", `--since: neither an ISO time nor a date: ${since}`);
  if (until !== null && toMs === null)
    return optionFailure(line, "until", `--until: neither an ISO time nor a date: ${until}`);
  if (fromMs !== null && toMs !== null && fromMs >= toMs)
    return optionFailure(line, "since", "--since is not before --until.");
  return { ok: true, value: { fromMs, toMs } };
}

/** A date stands for its start in the zone, `plusDays` later; a time without a zone is read in the zone. */
function instantOf(text: string, timeZone: string, plusDays: number): number | null {
  if (!DATE.test(text)) return parseTimestampMs(text, timeZone);
  const startMs = startOfDateMs(timeZone, text);
  return startMs === null ? null : addDaysMs(timeZone, startMs, plusDays);
}
