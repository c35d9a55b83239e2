import type { Result } from "../core/result.ts";
import type { CallSortField, RunSortField, Sort } from "../core/rollup/query.ts";
import type { CliFailure } from "./exit-codes.ts";
import { usageFailure } from "./exit-codes.ts";
import { suggestWord } from "./suggest.ts";

/** Fields by the names of the JSON rows, and by the short ones. */
const CALL_FIELDS: Readonly<Record<string, CallSortField>> = {
  time: "time",
  at: "time",
  atMs: "time",
  workflow: "workflow",
  step: "step",
  provider: "provider",
  model: "model",
  tier: "tier",
  cost: "cost",
  costUsd: "cost",
  tokens: "tokens",
  latency: "latency",
  latencyMs: "latency",
  status: "status",
};

const RUN_FIELDS: Readonly<Record<string, RunSortField>> = {
  time: "time",
  at: "time",
  atMs: "time",
  workflow: "workflow",
  cost: "cost",
  costUsd: "cost",
  savings: "savings",
  savingsUsd: "savings",
  duration: "duration",
  durationMs: "duration",
  status: "status",
  stages: "stages",
  stageCount: "stages",
};

export function readCallSort(text: string | null): Result<Sort<CallSortField>, CliFailure> {
  return text === null
    ? { ok: true, value: { field: "time", direction: "desc" } }
    : readSort(text, CALL_FIELDS);
}

export function readRunSort(text: string | null): Result<Sort<RunSortField>, CliFailure> {
  return text === null
    ? { ok: true, value: { field: "time", direction: "desc" } }
    : readSort(text, RUN_FIELDS);
}

/** Names are read from A on, everything else from its largest or newest on, unless said. */
const ASCENDING: ReadonlySet<string> = new Set(["workflow", "step", "provider", "model", "tier"]);

function readSort<F extends string>(
  text: string,
  fields: Readonly<Record<string, F>>,
): Result<Sort<F>, CliFailure> {
  const [name = "", direction, ...rest] = text.split(":");
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (field === undefined) {
    const known = Object.keys(fields);
    const message = `--sort: no such field: ${name}. Fields: ${[...new Set(Object.values(fields))].join(", ")}.`;
    return { ok: false, error: usageFailure(message, suggestWord(name, known)) };
  }
  if (rest.length > 0 || (direction !== undefined && direction !== "asc" && direction !== "desc")) {
    return { ok: false, error: usageFailure(`--sort: the order is asc or desc: ${text}`) };
  }
  return { ok: true, value: { field, direction: direction ?? (ASCENDING.has(field) ? "asc" : "desc") } };
}
