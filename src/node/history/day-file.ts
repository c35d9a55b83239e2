import * as v from "valibot";

import type { Result } from "../../core/result.ts";
import type { DaySums, SumParts } from "../../core/store/archived-days.ts";
import { SET_ASIDE } from "./state-file.ts";

/** Version of the files written; one of a later version is left alone. */
export const DAY_SCHEMA = 1;
const UNDATED = "(none)";
const UNDATED_NAME = "undated.json";
const DATED_NAME = /^(\d{4}-\d{2}-\d{2})\.json$/;
const CARRY = 2n ** 53n;

/** What a day's file knows from one archived file. */
export interface DayPart {
  /** The archived file, relative to the folder of our state, `/` separated. */
  readonly source: string;
  readonly sums: DaySums;
}

export interface DayFile {
  /** `YYYY-MM-DD`, or `(none)` for records without a usable time. */
  readonly day: string;
  readonly parts: readonly DayPart[];
}

export function dayFileName(day: string): string {
  return day === UNDATED ? UNDATED_NAME : `${day}.json`;
}

/** The day that a file name stands for, also of a file that was set aside; null when it is none of ours. */
export function dayOfFileName(name: string): string | null {
  const plain = name.endsWith(SET_ASIDE) ? name.slice(0, -SET_ASIDE.length) : name;
  return plain === UNDATED_NAME ? UNDATED : (DATED_NAME.exec(plain)?.[1] ?? null);
}

/** The text of a file; equal for equal parts, in whatever order these are given. */
export function dayFileText({ day, parts }: DayFile): string {
  const sorted = parts.toSorted((a, b) => (a.source < b.source ? -1 : 1));
  const written = sorted.map(({ source, sums: { timeZone, calls, runs, stages } }) => ({
    source,
    timeZone,
    calls,
    runs,
    stages,
  }));
  const replace = (_key: string, value: unknown): unknown => (isSum(value) ? sumText(value) : value);
  return `${JSON.stringify({ schema: DAY_SCHEMA, day, parts: written }, replace, 1)}\n`;
}

/** Reads a file's JSON; the error says what is wrong with it, for people. */
export function parseDayFile(value: unknown, day: string): Result<DayFile, string> {
  const parsed = v.safeParse(schema, value);
  if (!parsed.success) return { ok: false, error: describe(parsed.issues) };
  if (parsed.output.day !== day) return { ok: false, error: `holds ${parsed.output.day.slice(0, 20)}` };
  const parts = parsed.output.parts.map(({ source, ...sums }) => ({ source, sums: { day, ...sums } }));
  return { ok: true, value: { day, parts } };
}

function describe([first]: readonly v.BaseIssue<unknown>[]): string {
  const path = first === undefined ? null : v.getDotPath(first);
  return path === null ? "not of this form" : `not of this form at ${path}`;
}

/** Decimal text: a sum may be beyond what a number holds exactly. */
function sumText({ low, carried, reports }: SumParts): { readonly sum: string; readonly reports: number } {
  const isWhole = Number.isInteger(low) && Number.isInteger(carried);
  const sum = isWhole ? BigInt(carried) * CARRY + BigInt(low) : carried * Number(CARRY) + low;
  return { sum: String(sum), reports };
}

function sumOfText({ sum, reports }: { readonly sum: string; readonly reports: number }): SumParts {
  if (!/^-?\d+$/.test(sum)) return { low: Number(sum), carried: 0, reports };
  const whole = BigInt(sum);
  return { low: Number(whole % CARRY), carried: Number(whole / CARRY), reports };
}

function isSum(value: unknown): value is SumParts {
  return typeof value === "object" && value !== null && "low" in value && "carried" in value;
}

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const name = v.nullable(v.string());
const decimal = v.pipe(v.string(), v.maxLength(400), v.regex(/^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/));
const sum = v.pipe(v.object({ sum: decimal, reports: count }), v.transform(sumOfText));
const tally = v.object({
  count,
  failed: count,
  succeeded: count,
  withTokens: count,
  withoutOutput: count,
  costNano: sum,
  savingsNano: sum,
  tokens: sum,
  inputTokens: sum,
  outputTokens: sum,
});
const durations = v.object({
  sumUs: sum,
  maxUs: count,
  buckets: v.array(v.tuple([v.pipe(count, v.maxValue(2000)), count])),
});
const calls = v.object({ tally, latency: durations, withRunId: count, linkedToRun: count });
const part = v.object({
  source: v.string(),
  timeZone: v.string(),
  calls: v.array(
    v.object({
      workflow: name,
      provider: name,
      tier: name,
      requestedTier: name,
      model: name,
      merged: calls,
      raw: v.nullable(calls),
    }),
  ),
  runs: v.array(
    v.object({ workflow: name, provider: name, tally, baselineCostNano: sum, duration: durations }),
  ),
  stages: v.array(
    v.object({ workflow: name, stage: name, tier: name, model: name, tally, duration: durations }),
  ),
});
const schema = v.object({ schema: v.literal(DAY_SCHEMA), day: v.string(), parts: v.array(part) });
