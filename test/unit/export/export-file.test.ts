import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { unescapeFormula } from "../../../src/core/export/csv-cell.ts";
import { CALL_COLUMNS, CALL_DETAIL_COLUMNS, RUN_COLUMNS } from "../../../src/core/export/export-columns.ts";
import { exportCsvHeader } from "../../../src/core/export/export-rows.ts";
import { listCalls } from "../../../src/core/rollup/list-calls.ts";
import { EMPTY_FILTER } from "../../../src/core/rollup/query.ts";
import { exportRecords } from "../../../src/node/export/export-file.ts";
import type { ExportRequest } from "../../../src/node/export/export-file.ts";
import { rawCall, rawRouting, rawRun, rawStage, rawTwinPair } from "../../fixtures/raw-lines.ts";
import { ALL, TelemetryFolder } from "./telemetry-folder.ts";

let folder: TelemetryFolder;

beforeEach(() => {
  folder = new TelemetryFolder();
});

afterEach(() => {
  folder.remove();
});

async function exported(over: Partial<ExportRequest> = {}): Promise<string> {
  const request = await folder.request(over);
  const result = await exportRecords(request);
  expect(result.ok).toBe(true);
  return readFileSync(request.outPath, "utf8");
}

async function exportedRows(over: Partial<ExportRequest> = {}) {
  return (await exported(over))
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

describe("exportRecords", () => {
  it("writes calls oldest first, with all columns and their metadata", async () => {
    folder.append(
      "llm_calls.jsonl",
      rawCall({
        timestamp: "2026-02-01T13:00:00",
        call_id: "late",
        metadata: { run_id: "r", n: [1, { a: null }] },
      }),
      rawCall({ timestamp: "2026-02-01T12:00:00", call_id: "early" }),
      rawCall({ timestamp: null, call_id: "timeless", metadata: undefined }),
    );
    const rows = await exportedRows();
    expect(rows.map((row) => row.callId)).toEqual(["early", "late", "timeless"]);
    expect(rows.map((row) => row.metadata)).toEqual([{}, { run_id: "r", n: [1, { a: null }] }, null]);
    expect(rows[0]).toMatchObject({ at: "2026-02-01T07:00:00.000-05:00", atMs: Date.UTC(2026, 1, 1, 12) });
    expect(Object.keys(rows[0]).toSorted()).toEqual(
      [...CALL_COLUMNS, ...CALL_DETAIL_COLUMNS, "metadata"].toSorted(),
    );
  });

  it("writes a merged pair once, with what both lines say", async () => {
    folder.append("llm_calls.jsonl", ...rawTwinPair({}, { runId: "run-1", secondId: "second" }));
    const rows = await exportedRows();
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      aliasCallId: "second",
      isTwinMerged: true,
      metadata: { run_id: "run-1" },
    });
    const apart = await exportedRows({ query: { ...ALL, mergeTwins: false } });
    expect(apart.map((row) => row.metadata)).toEqual([{}, { run_id: "run-1" }]);
  });

  it("writes runs, those in progress too", async () => {
    folder
      .append(
        "workflow_runs.jsonl",
        rawRun({ run_id: "done", metadata: { k: "v" } }),
        rawRun({ run_id: "plain" }),
      )
      .append("task_routing.jsonl", rawRouting("open"));
    const rows = await exportedRows({ recordKind: "runs" });
    expect(rows.map((row) => [row.runId, row.metadata])).toEqual([
      ["done", { k: "v" }],
      ["plain", null],
      ["open", null],
    ]);
    const fields = [...RUN_COLUMNS, "userId", "sessionId", "stages", "metadata"];
    for (const row of rows) expect(Object.keys(row).toSorted()).toEqual(fields.toSorted());
  });

  it("writes runs as CSV, with empty cells where nothing was reported", async () => {
    folder.append("workflow_runs.jsonl", rawRun({ error: "=cmd()", trigger: null, metadata: { k: "v" } }));
    const csv = await exported({ recordKind: "runs", format: "csv" });
    const [row]: Record<string, string>[] = parse(csv, { columns: true });
    expect(Object.keys(row ?? {})).toEqual(exportCsvHeader("run"));
    expect(row).toMatchObject({
      error: "'=cmd()",
      trigger: "",
      tiers: '["capable"]',
      hasNoModelCall: "false",
      metadata_json: '{"k":"v"}',
    });
  });

  it("writes exactly the feed's rows for a filter and a range", async () => {
    const workflows = ["a", "b", "c"];
    const lines = Array.from({ length: 60 }, (_, index) =>
      rawCall({
        workflow_name: workflows[index % 3],
        timestamp: `2026-02-0${1 + (index % 5)}T12:00:00.${String(index).padStart(6, "0")}`,
        success: index % 4 !== 0,
      }),
    );
    folder.append("llm_calls.jsonl", ...lines);
    const query = { ...ALL, window: { fromMs: Date.UTC(2026, 1, 2), toMs: Date.UTC(2026, 1, 5) } };
    const filter = { ...EMPTY_FILTER, workflows: ["a", "b"], statuses: ["error" as const] };
    const request = await folder.request();
    const feed = listCalls(request.loaded.dataset, query, filter, {
      offset: 0,
      limit: 100,
      anchorCount: null,
      sort: { field: "time", direction: "asc" },
    });
    const rows = await exportedRows({ query, filter });
    expect(feed.total).toBeGreaterThan(3);
    expect(rows.map((row) => row.id)).toEqual(feed.rows.map((row) => row.id));
  });

  it("writes a JSON array, also of nothing", async () => {
    folder.append("llm_calls.jsonl", rawCall(), rawCall());
    expect(JSON.parse(await exported({ format: "json" }))).toHaveLength(2);
    const none = { ...EMPTY_FILTER, workflows: ["no such"] };
    expect(JSON.parse(await exported({ format: "json", filter: none }))).toEqual([]);
    expect(await exported({ format: "jsonl", filter: none })).toBe("");
    const csv = await exported({ format: "csv", filter: none });
    expect(csv).toBe(`${exportCsvHeader("call").join(",")}\r\n`);
  });
});

describe("what only the line of a record holds", () => {
  const told = {
    user_id: "ada",
    session_id: "s-1",
    error_message: "=too long",
    fallback_chain: ["a", "b"],
    original_provider: "openai",
    original_model: "gpt",
  };
  const details = {
    userId: "ada",
    sessionId: "s-1",
    errorMessage: "=too long",
    fallbackChain: ["a", "b"],
    originalProvider: "openai",
    originalModel: "gpt",
  };

  it("is exported with the call, in every format", async () => {
    const silent = { user_id: null, session_id: undefined, fallback_chain: null, error_message: 7 };
    folder.append("llm_calls.jsonl", rawCall(told), rawCall(silent));
    const [first, second] = await exportedRows();
    expect(first).toMatchObject(details);
    expect(second).toMatchObject({ userId: null, sessionId: null, fallbackChain: [], errorMessage: null });
    const [row]: Record<string, string>[] = parse(await exported({ format: "csv" }), { columns: true });
    expect(row).toMatchObject({ ...details, errorMessage: "'=too long", fallbackChain: '["a","b"]' });
  });

  it("is what either line of a merged pair says, the first one before the second", async () => {
    const [first, second] = rawTwinPair({ user_id: "workflow" }, { runId: "r" });
    folder.append(
      "llm_calls.jsonl",
      JSON.stringify({ ...JSON.parse(first), fallback_chain: [] }),
      JSON.stringify({ ...JSON.parse(second), ...told, user_id: null }),
    );
    const rows = await exportedRows();
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ ...details, userId: "workflow" });
  });

  it("is exported with the run, its stages too", async () => {
    const stages = [
      rawStage({ stage_name: "scan", cost: 0.25, tier: "cheap" }),
      rawStage({ stage_name: "fix", skipped: true, skip_reason: "clean", success: false, latency_ms: null }),
    ];
    folder.append("workflow_runs.jsonl", rawRun({ user_id: "ada", session_id: "s", stages }));
    folder.append("task_routing.jsonl", rawRouting("open"));
    const [done, open] = await exportedRows({ recordKind: "runs" });
    expect(done).toMatchObject({ userId: "ada", sessionId: "s" });
    expect(done.stages).toMatchObject([
      { name: "scan", tier: "cheap", state: "success", costUsd: 0.25, skipReason: null },
      { name: "fix", state: "skipped", skipReason: "clean", latencyMs: null },
    ]);
    expect(Object.keys(done.stages[0])).toEqual([
      "name",
      "tier",
      "model",
      "state",
      "costUsd",
      "inputTokens",
      "outputTokens",
      "latencyMs",
      "skipReason",
      "error",
    ]);
    expect(open).toMatchObject({ userId: null, sessionId: null, stages: [], metadata: null });
    const cells: Record<string, string>[] = parse(await exported({ recordKind: "runs", format: "csv" }), {
      columns: true,
    });
    expect(JSON.parse(cells[0]?.["stages_json"] ?? "")).toEqual(done.stages);
    expect(cells[1]?.["stages_json"]).toBe("[]");
  });
});

describe("round trips", () => {
  it("keeps any text and any metadata through CSV and JSON", async () => {
    const text = fc.string({
      unit: fc.constantFrom(...(`=+-@'",\t\r\n \u0000a\u00e9\ud83d\ude00`.match(/./gsu) ?? [])),
    });
    const record = fc.record({ workflow: text, metadata: fc.dictionary(fc.string(), fc.jsonValue()) });
    await fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 6 }), async (records) => {
        const fresh = new TelemetryFolder();
        // As Python writes it: JSON, whose -0 a reader has as -0.
        const lines = records.map(({ workflow, metadata }, index) =>
          JSON.stringify({
            call_id: `c${index}`,
            timestamp: "2026-02-01T12:00:00",
            workflow_name: workflow,
            metadata,
          }),
        );
        fresh.append("llm_calls.jsonl", ...lines);
        const wanted = records.map(({ workflow, metadata }) => ({
          workflow,
          metadata: JSON.parse(JSON.stringify(metadata)),
        }));
        const csv = await fresh.request({ format: "csv" });
        await exportRecords(csv);
        const cells: Record<string, string>[] = parse(readFileSync(csv.outPath, "utf8"), {
          columns: true,
          record_delimiter: "\r\n",
        });
        expect(
          cells.map((row) => ({
            workflow: unescapeFormula(row["workflow"] ?? ""),
            metadata: JSON.parse(row["metadata_json"] ?? ""),
          })),
        ).toEqual(wanted);
        const json = await fresh.request({ format: "json" });
        await exportRecords(json);
        const rows = JSON.parse(readFileSync(json.outPath, "utf8"));
        expect(rows.map((row: Record<string, unknown>) => [row["workflow"], row["metadata"]])).toEqual(
          wanted.map(({ workflow, metadata }) => [workflow, metadata]),
        );
        fresh.remove();
      }),
      { numRuns: 40 },
    );
  });
});
