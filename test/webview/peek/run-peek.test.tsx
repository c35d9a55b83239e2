import { act, screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { RunDetail } from "../../../src/core/rollup/run-detail.ts";
import type { PeekView, RecordLine } from "../../../src/core/view-model/panel-view.ts";
import { aRunDetail, aRunLine, aStage } from "../fixtures/peeks.ts";
import { peeking } from "../fixtures/render-panel.tsx";
import { aCallRow, aRunRow } from "../fixtures/rows.ts";

const RUN = { kind: "run", id: aRunRow(2).id } as const;
const NO_LINE: RecordLine = { fields: [], metadata: [], rawPreview: "", rawLocation: "" };
const aRun = (over: Partial<RunDetail>, line = aRunLine()): PeekView => ({
  kind: "run",
  id: RUN.id,
  summary: "a run",
  detail: aRunDetail(over),
  ...line,
});

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
