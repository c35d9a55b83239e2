import * as v from "valibot";
import type { CallSortField, RunSortField } from "../core/rollup/query.ts";
import { PROTOCOL_VERSION } from "./version.ts";

// The webview is not trusted: everything is bounded, and nothing in a message is a path or a command.
const id = v.pipe(v.string(), v.maxLength(2048));
const text = v.pipe(v.string(), v.maxLength(512));
const list = v.pipe(v.array(text), v.maxLength(64));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const instant = v.nullable(v.pipe(v.number(), v.finite()));
const date = v.nullable(v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}$/)));
const timeWindow = v.object({ fromMs: instant, toMs: instant });
const direction = v.picklist(["asc", "desc"]);

const range = v.variant("kind", [
  v.object({ kind: v.picklist(["today", "7d", "30d", "all"]) }),
  v.object({ kind: v.literal("custom"), from: date, to: date }),
]);

const filter = v.object({
  workflows: list,
  providers: list,
  models: list,
  tiers: list,
  statuses: v.pipe(
    v.array(v.picklist(["success", "error", "running", "incomplete", "unknown"])),
    v.maxLength(8),
  ),
  tags: list,
  stages: list,
  runId: v.nullable(text),
  window: v.nullable(timeWindow),
});

/** What the list of calls can be sorted by. */
export const CALL_SORT_FIELDS = [
  "time",
  "workflow",
  "step",
  "provider",
  "model",
  "tier",
  "cost",
  "tokens",
  "latency",
  "status",
] as const satisfies readonly CallSortField[];

/** What the list of runs can be sorted by. */
export const RUN_SORT_FIELDS = [
  "time",
  "workflow",
  "cost",
  "savings",
  "duration",
  "status",
  "stages",
] as const satisfies readonly RunSortField[];

const feed = v.object({
  kind: v.picklist(["calls", "runs"]),
  filter,
  callSort: v.object({
    field: v.picklist(CALL_SORT_FIELDS),
    direction,
  }),
  runSort: v.object({
    field: v.picklist(RUN_SORT_FIELDS),
    direction,
  }),
  offset: count,
  anchor: v.nullable(v.object({ generation: count, calls: count, runs: count })),
});

const figure = v.picklist(["cost", "count", "success", "latency", "tokens", "savings"]);

const peek = v.variant("kind", [
  v.object({ kind: v.literal("run"), id }),
  v.object({ kind: v.literal("call"), id }),
  v.object({ kind: v.literal("explain"), figure }),
  v.object({ kind: v.literal("health") }),
]);

export const panelIntentSchema = v.object({
  range,
  basis: v.picklist(["auto", "calls", "runs"]),
  dimension: v.picklist(["workflow", "model", "provider", "tier", "stage"]),
  feed,
  peek: v.nullable(peek),
});

const version = v.literal(PROTOCOL_VERSION);

const setting = v.variant("key", [
  v.object({ key: v.literal("refreshSeconds"), value: v.picklist([0, 10, 30, 60]) }),
  v.object({ key: v.literal("hideTestWorkflows"), value: v.boolean() }),
  v.object({ key: v.literal("mergeTwins"), value: v.boolean() }),
  v.object({ key: v.literal("chartColors"), value: v.picklist(["theme", "colorblind"]) }),
]);

const toHostSchema = v.variant("type", [
  /** First message of a webview, and again after a protocol mismatch was mended. */
  v.object({ type: v.literal("ready"), version, intentNumber: count, intent: panelIntentSchema }),
  v.object({ type: v.literal("setIntent"), version, intentNumber: count, intent: panelIntentSchema }),
  v.object({
    type: v.literal("listRows"),
    version,
    requestNumber: count,
    range,
    feed,
    limit: v.pipe(count, v.maxValue(60)),
  }),
  v.object({ type: v.literal("openSource"), version, id }),
  v.object({ type: v.literal("openWorkflowSource"), version, workflow: text }),
  v.object({ type: v.literal("openRawLine"), version, id }),
  v.object({ type: v.literal("openProblem"), version, id }),
  v.object({ type: v.literal("openFile"), version, label: text }),
  v.object({ type: v.literal("copyLink"), version, recordKind: v.picklist(["run", "call"]), id }),
  v.object({
    type: v.literal("tagRows"),
    version,
    ids: v.pipe(v.array(id), v.minLength(1), v.maxLength(500)),
  }),
  v.object({ type: v.literal("export"), version, range, feed }),
  v.object({ type: v.literal("cancelExport"), version }),
  v.object({
    type: v.literal("runCommand"),
    version,
    /** Names of the host's own table, never VS Code command ids. */
    command: v.picklist([
      "refresh",
      "openDashboard",
      "openSettings",
      "clearHistory",
      "openSampleData",
      "openWalkthrough",
      "openGuide",
      "chooseFolder",
      "openLog",
      "leaveSample",
      "manageTrust",
      "openHealth",
      "allowHomeStore",
      "addNestedFolders",
      "undoClear",
    ]),
  }),
  v.object({ type: v.literal("dismissNotice"), version, id: text }),
  v.object({ type: v.literal("setSetting"), version, setting }),
]);

export type ToHostMessage = v.InferOutput<typeof toHostSchema>;

/** Reads a message from the webview; `null` when it is none of ours or out of bounds. */
export function parseToHostMessage(value: unknown): ToHostMessage | null {
  const parsed = v.safeParse(toHostSchema, value);
  return parsed.success ? parsed.output : null;
}
