import { act, screen, within } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { RunDetail } from "../../../src/core/rollup/run-detail.ts";
import type { Peek } from "../../../src/core/view-model/panel-intent.ts";
import { DEFAULT_INTENT } from "../../../src/core/view-model/panel-intent.ts";
import type { PeekView, RecordLine } from "../../../src/core/view-model/panel-view.ts";
import { DEFAULT_STATE } from "../../../webview/state/persisted-state.ts";
import { aHealthPeek, aPeek, aRunDetail, aRunLine, aStage } from "../fixtures/peeks.ts";
import { renderPanel } from "../fixtures/render-panel.tsx";
import { resizeTo } from "../fixtures/resize.ts";
import { aCallRow, aRunRow } from "../fixtures/rows.ts";

/** The panel as it was left with this peek open. */
function peeking(peek: Peek, answer?: PeekView) {
  const state = { ...DEFAULT_STATE, intent: { ...DEFAULT_INTENT, peek } };
  return renderPanel({ state, ...(answer ? { adapt: (view) => ({ ...view, peek: answer }) } : {}) });
}

const RUN = { kind: "run", id: aRunRow(2).id } as const;
const CALL = { kind: "call", id: aCallRow(6).id } as const;
const NO_LINE: RecordLine = { fields: [], metadata: [], rawPreview: "", rawLocation: "" };
const aRun = (over: Partial<RunDetail>, line = aRunLine()): PeekView => ({
  kind: "run",
  id: RUN.id,
  summary: "a run",
  detail: aRunDetail(over),
  ...line,
});

afterEach(() => vi.useRealTimers());

describe("a run", () => {
  it("shows its stages on one axis, with what was skipped and what failed", async () => {
    await peeking(RUN);
    const stages = within(screen.getByRole("list", { name: "Stages" })).getAllByRole("listitem");
    expect(stages).toHaveLength(4);
    expect(stages[2]?.textContent).toContain("skipped: nothing changed");
    expect(stages[2]?.querySelector(".hatched")).not.toBeNull();
    expect(stages[3]?.textContent).toContain("TimeoutError");
    expect(stages[3]?.textContent).toContain("failed");
    expect(stages[1]?.textContent).toContain("3.9 s");
  });

  it("leads out to its source, its line and a link", async () => {
    const { host, user } = await peeking(RUN);
    await user.click(screen.getByRole("button", { name: "Open Source" }));
    await user.click(screen.getByRole("button", { name: "Open Raw Line" }));
    await user.click(screen.getByRole("button", { name: "Copy Link" }));
    expect(host.of("openSource")[0]).toMatchObject({ id: RUN.id });
    expect(host.of("openRawLine")[0]?.id).toBe(RUN.id);
    expect(host.of("copyLink")[0]).toMatchObject({ recordKind: "run", id: RUN.id });
  });

  it("leads on to the call of a stage, a linked call and the run above", async () => {
    const { host, user, store } = await peeking(RUN);
    await user.click(screen.getByRole("button", { name: "classify" }));
    expect(host.intent.peek).toEqual({ kind: "call", id: aCallRow(6).id });
    act(() => store.back());
    const calls = within(screen.getByRole("list", { name: "Linked calls" })).getAllByRole("button");
    await user.click(calls[1] ?? document.body);
    expect(host.intent.peek).toEqual({ kind: "call", id: aCallRow(7).id });
    act(() => store.back());
    const chain = within(screen.getByRole("list", { name: "Chain of runs" })).getAllByRole("button");
    expect(chain[1]).toHaveProperty("disabled", true);
    expect(chain[2]).toHaveProperty("disabled", true);
    await user.click(chain[0] ?? document.body);
    expect(host.intent.peek).toEqual({ kind: "run", id: aRunRow(5).id });
  });

  it("shows every field of its line, its metadata and the line as it stands", async () => {
    await peeking(RUN);
    const fields = within(screen.getByRole("region", { name: "Fields" }));
    expect(fields.getByText("review_board")).toBeDefined();
    expect(fields.getByText('{"seats":3}')).toBeDefined();
    expect(fields.getAllByRole("term").map(({ textContent }) => textContent)).toEqual(
      aRunLine().fields.map(({ label }) => label),
    );
    expect(
      within(screen.getByRole("region", { name: "Metadata" })).getByText("feature/telemetry"),
    ).toBeDefined();
    const raw = within(screen.getByRole("region", { name: "Raw line" }));
    expect(raw.getByText(/^{"run_id": "run-2"/).tagName).toBe("PRE");
    expect(raw.getByText(".empathy/workflow_runs.jsonl, byte 4,120")).toBeDefined();
  });

  it("gives its times in the panel's zone beside those of the file", async () => {
    const over = { startedAtMs: Date.UTC(2026, 1, 1, 15, 58, 50), tags: ["slow", "retry"] };
    await peeking(RUN, aRun({ run: aRunRow(2, over) }));
    const record = within(screen.getByRole("region", { name: "Record" }));
    expect(record.getByText("Feb 1, 2026, 10:58:50 AM", { normalizer: plainSpaces })).toBeDefined();
    expect(record.getByText("slow, retry")).toBeDefined();
  });

  it("says that the file holds its line no longer", async () => {
    await peeking(RUN, aRun({}, { ...NO_LINE, rawLocation: ".empathy/workflow_runs.jsonl, byte 0" }));
    expect(screen.getByText("The file holds this line no longer.")).toBeDefined();
    expect(screen.getByRole("button", { name: "Open Raw Line" })).toBeDefined();
  });

  it("lists all of its calls in the feed", async () => {
    const { host, user } = await peeking(RUN);
    expect(screen.getByText("3 of 12")).toBeDefined();
    await user.click(screen.getByRole("button", { name: "Show all in the list" }));
    expect(host.intent).toMatchObject({ peek: null, feed: { kind: "calls", filter: { runId: "run-2" } } });
  });

  it("leaves out what is not there: a run in progress", async () => {
    const run = aRunRow(0, {
      id: "run:abc",
      runId: null,
      workflow: null,
      status: "running",
      costUsd: null,
      baselineCostUsd: null,
      durationMs: null,
      tokens: null,
      savingsUsd: null,
      startedAtMs: null,
      completedAtMs: null,
      trigger: null,
      providers: [],
      tiers: [],
      hasNoModelCall: true,
      error: null,
    });
    await peeking(
      RUN,
      aRun({ run, stages: [], calls: [], callsTotal: 0, routing: null, chain: [] }, NO_LINE),
    );
    expect(screen.queryByRole("region", { name: "Raw line" })).toBeNull();
    expect(screen.queryByRole("region", { name: "Fields" })).toBeNull();
    expect(screen.queryByRole("button", { name: "Open Raw Line" })).toBeNull();
    expect(screen.queryByRole("list", { name: "Stages" })).toBeNull();
    expect(screen.getAllByText("not reported")).toHaveLength(4);
    expect(screen.getByText("None recorded.")).toBeDefined();
    expect(screen.getByText(/most likely no model was called/)).toBeDefined();
  });

  it("shows stages and calls of which little is known", async () => {
    const bare = aStage({
      name: null,
      tier: null,
      model: null,
      latencyMs: null,
      costUsd: null,
      state: "unknown",
    });
    const call = aCallRow(1, { step: null, workflow: null, model: null, costUsd: null, latencyMs: null });
    const chain = [
      { run: aRunRow(9, { workflow: null }), depth: 12, cumulativeCostUsd: null, isCycle: false },
    ];
    const routing = { ...aRunDetail().routing, completedAtMs: 1, actualCostUsd: null, startedAtMs: null };
    await peeking(
      RUN,
      aRun({ stages: [bare], calls: [call], chain, routing: { id: "r", ...ROUTING, ...routing } }),
    );
    expect(screen.getAllByText("not reported").length).toBeGreaterThan(4);
    expect(screen.getByRole("list", { name: "Chain of runs" })).toBeDefined();
  });
});

/** Newer ICU data part the time from AM and PM by a narrow space. */
function plainSpaces(text: string): string {
  return text.replaceAll("\u202f", " ").trim();
}

const ROUTING = {
  status: null,
  complexity: null,
  strategy: null,
  description: null,
  startedAtMs: null,
  completedAtMs: null,
  errorType: "Boom",
  actualCostUsd: null,
};

describe("a call", () => {
  it("shows every field, its metadata and the line as it stands", async () => {
    await peeking(CALL);
    expect(screen.getByText("prompt_hash")).toBeDefined();
    expect(screen.getByText(/"workflow_name":"code-review"/).tagName).toBe("PRE");
    expect(screen.getByText(".empathy/llm_calls.jsonl, byte 612,480")).toBeDefined();
  });

  it("leads to its run", async () => {
    const { host, user } = await peeking(CALL);
    await user.click(screen.getByRole("button", { name: "Show its run" }));
    expect(host.intent.peek).toEqual({ kind: "run", id: "run:run-2" });
  });

  it("shows hostile text as text", async () => {
    const raw = '{"a":"</script><img src=x onerror=alert(1)>\u001b[2J"}';
    const answer = aPeek(CALL);
    if (answer?.kind !== "call") throw new Error("a call was asked for");
    const call = { ...answer.call, runId: null, costUsd: null, latencyMs: null, tokens: null };
    const fields = [{ label: "\u202Ex", value: "=cmd()\n" }];
    await peeking(CALL, { ...answer, call, rawPreview: raw, fields, metadata: [] });
    expect(screen.getByText(/<\/script><img src=x onerror=alert\(1\)>␛\[2J/)).toBeDefined();
    expect(screen.getByText("=cmd()␊")).toBeDefined();
    expect(document.querySelector("img")).toBeNull();
    expect(screen.queryByRole("button", { name: "Show its run" })).toBeNull();
  });
});

describe("data health", () => {
  it("lists files with their states, and opens them", async () => {
    const { host, user } = await peeking({ kind: "health" });
    const files = within(screen.getByRole("list", { name: "Files" }));
    expect(files.getByText("no permission")).toBeDefined();
    expect(files.getByText("not added")).toBeDefined();
    expect(screen.getByText(/so that nothing counts twice/)).toBeDefined();
    await user.click(files.getAllByRole("button")[0] ?? document.body);
    expect(host.of("openFile")[0]?.label).toBe(".empathy/llm_calls.jsonl");
  });

  it("lists problems, each opening its place", async () => {
    const { host, user } = await peeking({ kind: "health" });
    expect(screen.getByText("2 of 5 problems")).toBeDefined();
    const problems = within(screen.getByRole("list", { name: "Problems" })).getAllByRole("button");
    expect(problems[1]?.textContent).toBe(
      "Odd fieldnegative cost: estimated_cost.empathy/llm_calls.jsonl, line 23",
    );
    await user.click(problems[0] ?? document.body);
    expect(host.of("openProblem")[0]?.id).toBe("problem:.empathy/llm_calls.jsonl:4120:not-json");
  });

  it("says that every line could be read", async () => {
    await peeking({ kind: "health" }, { ...aHealthPeek(), files: [], problems: [], problemCount: 0 });
    expect(screen.getByText("Every line could be read.")).toBeDefined();
  });
});

describe("the peek panel", () => {
  it("stands beside the overview when there is room, else in its place", async () => {
    const { user, host } = await renderPanel({ surface: "dashboard" });
    resizeTo(1200);
    await user.click(screen.getByRole("button", { name: "Explain Success" }));
    expect(screen.getByRole("grid")).toBeDefined();
    expect(document.activeElement).toBe(screen.getByRole("region", { name: "Details" }));
    resizeTo(700);
    expect(screen.queryByRole("grid")).toBeNull();
    await user.click(screen.getByRole("button", { name: "Close" }));
    expect(host.intent.peek).toBeNull();
    expect(screen.getByRole("grid")).toBeDefined();
  });

  it("shows the way, each step leading back", async () => {
    const { user, host, store } = await renderPanel({ surface: "dashboard" });
    resizeTo(1200);
    for (const label of ["One", "Two", "Three", "Four"])
      act(() => store.drill(label, (intent) => intent, "main"));
    await user.click(screen.getByRole("button", { name: "Explain Cost" }));
    const way = within(screen.getByRole("navigation", { name: "Breadcrumb" }));
    expect(way.getAllByRole("listitem").map(({ textContent }) => textContent)).toEqual([
      "…",
      "Two",
      "Three",
      "Four",
      "Explain Cost",
    ]);
    await user.click(way.getByRole("button", { name: "Three" }));
    expect(host.intent.peek).toBeNull();
    expect(store.getState().placeLabel).toBe("Three");
  });

  it("says when a record is no longer there", async () => {
    await peeking(CALL, { kind: "missing", id: CALL.id });
    expect(screen.getByRole("heading", { name: "This record is no longer there." })).toBeDefined();
  });

  it("does not show one record for another while it waits", async () => {
    vi.useFakeTimers();
    const { store, host } = await renderPanel({ isManual: true });
    act(() => host.answer());
    act(() => store.drill("Call", (intent) => ({ ...intent, peek: CALL }), "peek"));
    expect(screen.queryByRole("article")).toBeNull();
    act(() => {
      vi.advanceTimersByTime(150);
    });
    expect(screen.getByRole("status", { name: "Loading telemetry" })).toBeDefined();
    act(() => host.answer());
    expect(screen.getByRole("article", { name: "Call" })).toBeDefined();
    act(() => store.drill("Run", (intent) => ({ ...intent, peek: RUN }), "peek"));
    expect(screen.queryByRole("article", { name: "Call" })).toBeNull();
    act(() => store.change((intent) => ({ ...intent, peek: { kind: "explain", figure: "cost" } })));
    act(() => host.answer());
    act(() => store.change((intent) => ({ ...intent, dimension: "model" })));
    expect(screen.getByRole("article", { name: "Cost, last 7 days" })).toBeDefined();
    act(() => store.change((intent) => ({ ...intent, peek: { kind: "health" } })));
    expect(screen.queryByRole("article")).toBeNull();
  });

  it("restores scroll of the overview with Back", async () => {
    const { user, store, container } = await renderPanel();
    const scroller = container.querySelector("main > div");
    act(() => {
      if (!scroller) throw new Error("nothing scrolls");
      scroller.scrollTop = 420;
      scroller.dispatchEvent(new Event("scroll", { bubbles: true }));
    });
    expect(store.scroll.main).toBe(420);
    await user.click(screen.getByRole("button", { name: "Explain Cost" }));
    await user.click(screen.getByRole("button", { name: "Back" }));
    expect(container.querySelector("main > div")?.scrollTop).toBe(420);
  });
});
