import { describe, expect, it } from "vitest";
import { buildPanelView } from "../../../src/core/view-model/build-panel-view.ts";
import { lineIdOf } from "../../../src/core/view-model/line-id.ts";
import { aCall, aFile, aProblem, aRouting, aRun, aSecondTwin, aStage } from "../../fixtures/records.ts";
import { counts, uuidOf } from "../../fixtures/records.ts";
import { rawCall, rawRun, rawStage } from "../../fixtures/raw-lines.ts";
import { callsOf, datasetOf, DAY_MS, inputOf, intentOf, linesOf, NOW_MS, peekOf } from "./panel-fixture.ts";

describe("a run", () => {
  const runId = uuidOf(900);
  const run = aRun({ stages: [aStage(), aStage({ name: "report", isSkipped: true, success: false })] });

  it("is described in one sentence, with stages, calls and routing", () => {
    const records = [aSecondTwin({ runId }), aRouting({ runId }), run];
    const peek = peekOf(records, { kind: "run", id: `run:${runId}` });
    expect(peek).toMatchObject({
      kind: "run",
      summary: "code-review succeeded after 2.0 s: $0.0054 (estimate), 1 of 2 stages ran, 1 linked call.",
      detail: { run: { runId }, callsTotal: 1, routing: { status: "running" } },
    });
  });

  it.each([
    [
      aRun({ success: false, stages: [], workflow: null, durationMs: null, costNano: null }),
      "A workflow without a name failed.",
    ],
    [
      aRun({ success: null, stages: [aStage({ latencyMs: 3 })] }),
      "code-review ended without saying how after 2.0 s: $0.0054 (estimate), 1 stage, most likely without a model call.",
    ],
  ])("says what it does not know", (record, summary) => {
    expect(peekOf([record], { kind: "run", id: `run:${runId}` })).toMatchObject({ summary });
  });

  it("in progress has no line yet", () => {
    const routing = aRouting({ runId: "open", atMs: NOW_MS - 1000, startedAtMs: NOW_MS - 1000 });
    const rawLine = { id: "run:open", text: rawRun({ run_id: "open" }) };
    expect(peekOf([routing], { kind: "run", id: "run:open" }, { rawLine })).toMatchObject({
      summary: "code-review is running.",
      detail: { stages: [], calls: [] },
      fields: [],
      metadata: [],
      rawPreview: "",
      rawLocation: "",
    });
  });

  it.each(["run:.empathy/workflow_runs.jsonl:0", `run:${runId}`])(
    "asked for as %s lists every field of its line in file order, its metadata and the line",
    (id) => {
      const text = rawRun({ stages: [rawStage()], future: [1, null], metadata: { team: "core", n: 2 } });
      const rawLine = { id: "run:.empathy/workflow_runs.jsonl:0", text };
      const peek = peekOf([run], { kind: "run", id }, { rawLine });
      if (peek?.kind !== "run") throw new Error("no run");
      expect(peek.fields.map(({ label }) => label)).toEqual(Object.keys(JSON.parse(text)));
      expect(linesOf(peek.fields)).toMatchObject({ future: "[1,null]", workflow_name: "code-review" });
      expect(peek.metadata).toEqual([
        { label: "team", value: "core" },
        { label: "n", value: "2" },
      ]);
      expect(peek.rawPreview).toBe(text);
      expect(peek.rawLocation).toBe(".empathy/workflow_runs.jsonl, byte 0");
    },
  );

  it("does not show the line of another run", () => {
    const rawLine = { id: "run:.empathy/workflow_runs.jsonl:100", text: rawRun() };
    expect(peekOf([run], { kind: "run", id: `run:${runId}` }, { rawLine })).toMatchObject({
      fields: [],
      rawPreview: "",
      rawLocation: ".empathy/workflow_runs.jsonl, byte 0",
    });
  });

  it("that is not there is missing", () => {
    expect(peekOf([run], { kind: "run", id: "run:nobody" })).toEqual({ kind: "missing", id: "run:nobody" });
  });
});

describe("a call", () => {
  const id = "call:.empathy/llm_calls.jsonl:0";
  const text = rawCall({
    call_id: "c",
    unknown_field: { deep: [1, null] },
    metadata: { run_id: "r", note: "n" },
  });

  it("lists every field in file order, and its metadata", () => {
    const peek = peekOf([aCall()], { kind: "call", id }, { rawLine: { id, text } });
    if (peek?.kind !== "call") throw new Error("no call");
    expect(peek.fields.map(({ label }) => label)).toEqual(Object.keys(JSON.parse(text)));
    expect(linesOf(peek.fields)).toMatchObject({
      call_id: "c",
      unknown_field: '{"deep":[1,null]}',
      session_id: "null",
    });
    expect(peek.metadata).toEqual([
      { label: "run_id", value: "r" },
      { label: "note", value: "n" },
    ]);
    expect(peek).toMatchObject({
      rawPreview: text,
      rawLocation: ".empathy/llm_calls.jsonl, byte 0",
      summary:
        "code-review \u203a llm_call_capable succeeded in 1.5 s: $0.0030, 1,000 tokens, claude-sonnet-4-5.",
    });
  });

  it("shows no fields while its line is read, when it is gone, or when it is another's", () => {
    const cases = [null, { id, text: null }, { id: "call:other:0", text }, { id, text: "{torn" }];
    for (const rawLine of cases) {
      const peek = peekOf([aCall()], { kind: "call", id }, { rawLine });
      expect(peek).toMatchObject({ kind: "call", fields: [], metadata: [] });
    }
  });

  it("cuts long values", () => {
    const long = rawCall({ error_message: "e".repeat(5000) });
    const peek = peekOf([aCall()], { kind: "call", id }, { rawLine: { id, text: long } });
    if (peek?.kind !== "call") throw new Error("no call");
    expect(linesOf(peek.fields)["error_message"]).toHaveLength(400);
    expect(peek.rawPreview).toHaveLength(2000);
  });

  it("says what it does not know", () => {
    const bare = aCall({
      workflow: null,
      step: null,
      latencyMs: null,
      costNano: null,
      inputTokens: null,
      outputTokens: null,
      model: null,
      success: null,
    });
    expect(peekOf([bare], { kind: "call", id })).toMatchObject({
      summary: "A workflow without a name did not report whether it succeeded.",
    });
    const failed = aCall({ success: false, errorType: "timeout" });
    expect(peekOf([failed], { kind: "call", id })).toMatchObject({
      summary: expect.stringMatching(/failed in 1\.5 s: .*, timeout\.$/),
    });
  });

  it("that is not there is missing", () => {
    expect(peekOf([aCall()], { kind: "call", id: "call:.empathy/llm_calls.jsonl:7" })?.kind).toBe("missing");
  });
});

describe("lineIdOf", () => {
  const runId = uuidOf(900);
  const dataset = datasetOf([aCall(), aRun({ runId }), aRouting({ runId: "open" })]);

  it("finds the line of what is peeked at", () => {
    const call = "call:.empathy/llm_calls.jsonl:0";
    const run = "run:.empathy/workflow_runs.jsonl:0";
    expect(lineIdOf(dataset, { kind: "call", id: call })).toBe(call);
    expect(lineIdOf(dataset, { kind: "run", id: run })).toBe(run);
    expect(lineIdOf(dataset, { kind: "run", id: `run:${runId}` })).toBe(run);
  });

  it.each([
    null,
    { kind: "health" },
    { kind: "explain", figure: "cost" },
    { kind: "run", id: "run:open" },
    { kind: "run", id: "run:nobody" },
    { kind: "run", id: runId },
    { kind: "call", id: `run:${runId}` },
  ] as const)("finds none for %j", (peek) => {
    expect(lineIdOf(dataset, peek)).toBeNull();
  });
});

describe("data health", () => {
  it("lists files, problems first, and sums them up", () => {
    const dataset = datasetOf(callsOf(2, () => ({ atMs: NOW_MS - 3 * DAY_MS })));
    const bad = dataset.registerFile({ ...aFile({ label: "x/workflow_runs.jsonl", kind: "run" }) });
    dataset.setFileCounts(
      bad.fileId,
      counts({ bytes: 2048, lines: 4, unreadable: 3, repaired: 1, pendingBytes: 5 }),
    );
    dataset.addProblem(bad, aProblem());
    dataset.addProblem(
      bad,
      aProblem({ severity: "odd-field", reason: "negative-cost", field: "total_cost" }),
    );
    dataset.registerFile({ ...aFile({ label: "x/costs.jsonl", kind: "overlap" }) });
    const view = buildPanelView(inputOf(dataset, { intent: intentOf({ peek: { kind: "health" } }) }));
    if (view.peek?.kind !== "health") throw new Error("no health");
    expect(view.peek.files[0]?.path).toBe("x/workflow_runs.jsonl");
    expect(view.peek.problems.map(({ field }) => field)).toEqual([null, "total_cost"]);
    expect(linesOf(view.peek.lines)).toMatchObject({
      Files: "2",
      Lines: "6",
      Records: "2",
      "Twins merged": "0",
      "Unreadable lines": "3",
      "Bytes of an unfinished line": "5",
      "Not added: files that count the same spend again": "1",
      "No new records since": expect.stringMatching(/^Jan 29, 2026, 5:00:00\sPM \(3d ago\)$/),
    });
    expect(view.health).toMatchObject({ files: 2, records: 2, problemCount: 2, isStale: true });
  });

  it("says when records are new, and when there are none", () => {
    const over = { mergeTwins: false };
    const fresh = peekOf(
      callsOf(1, () => ({ atMs: NOW_MS })),
      { kind: "health" },
      over,
    );
    if (fresh?.kind !== "health") throw new Error("no health");
    expect(linesOf(fresh.lines)).toMatchObject({
      "Twins merged": "off",
      "Newest record": expect.stringContaining("(just now)"),
    });
    const none = peekOf([], { kind: "health" });
    if (none?.kind !== "health") throw new Error("no health");
    expect(linesOf(none.lines)["No new records since"]).toBe("no records");
  });
});
