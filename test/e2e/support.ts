// The words of an end-to-end test: a workspace with known figures, and the panel as a reader finds it.
import { appendFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Frame, Locator } from "playwright-core";
import type { LiveWorkbench } from "./harness/live.ts";

export const CONTAINER = "Empathy Telemetry";

const MINUTE_MS = 60_000;

export interface CallFacts {
  readonly workflow?: string;
  readonly provider?: string;
  readonly tier?: string;
  readonly costUsd: number;
  readonly atMs: number;
  readonly runId?: string | null;
  readonly latencyMs?: number;
}

/** Naive local time of this machine, as the producer writes it. */
export function naive(atMs: number): string {
  const local = new Date(atMs - new Date(atMs).getTimezoneOffset() * MINUTE_MS);
  return local.toISOString().replace("Z", "000");
}

/** The two lines that the producer writes for one call. */
export function twinLines(call: CallFacts): string {
  const common = {
    workflow_name: call.workflow ?? "code-review",
    step_name: `llm_call_${call.tier ?? "capable"}`,
    session_id: null,
    task_type: "general",
    provider: call.provider ?? "anthropic",
    tier: "capable",
    model_id: "claude-sonnet-4-5",
    input_tokens: 1_200,
    output_tokens: 0,
    estimated_cost: call.costUsd,
    actual_cost: null,
    success: true,
  };
  const latencyMs = call.latencyMs ?? 1_500;
  const first = {
    call_id: `a-${call.atMs}`,
    timestamp: naive(call.atMs),
    user_id: "workflow",
    ...common,
    latency_ms: latencyMs,
    metadata: {},
  };
  const second = {
    call_id: `b-${call.atMs}`,
    timestamp: naive(call.atMs + 1),
    user_id: null,
    ...common,
    latency_ms: latencyMs + 1,
    metadata: { run_id: call.runId ?? null },
  };
  return `${JSON.stringify(first)}\n${JSON.stringify(second)}\n`;
}

/** A run line with two stages, the second skipped. */
export function runLine(run: {
  readonly runId: string;
  readonly workflow: string;
  readonly atMs: number;
  readonly costUsd: number;
  readonly isFailed?: boolean;
}): string {
  const isFailed = run.isFailed ?? false;
  const stage = (name: string, isSkipped: boolean) => ({
    stage_name: name,
    tier: "capable",
    model_id: "claude-sonnet-4-5",
    input_tokens: isSkipped ? 0 : 1_200,
    output_tokens: 0,
    cost: isSkipped ? 0 : run.costUsd,
    latency_ms: isSkipped ? 0 : 1_500,
    success: !isSkipped && !isFailed,
    skipped: isSkipped,
    skip_reason: isSkipped ? "nothing to do" : null,
    error: null,
  });
  return `${JSON.stringify({
    run_id: run.runId,
    workflow_name: run.workflow,
    started_at: naive(run.atMs - 2_000),
    completed_at: naive(run.atMs),
    stages: [stage("analyze", false), stage("repair", true)],
    total_input_tokens: 1_200,
    total_output_tokens: 0,
    total_cost: run.costUsd,
    baseline_cost: run.costUsd * 5,
    savings: run.costUsd * 4,
    total_duration_ms: 2_000,
    success: !isFailed,
    error: isFailed ? "Workflow execution failed: ValueError" : null,
    providers_used: ["anthropic"],
    tiers_used: ["capable"],
  })}\n`;
}

/**
 * Takes a time three times and gives the middle one: a product that is slow is slow each time, a busy machine is not.
 *
 * @param takeMs - called with 1, 2 and 3, one after the other
 */
export async function middleOfThree(takeMs: (round: number) => Promise<number>): Promise<number> {
  const times: number[] = [];
  for (const round of [1, 2, 3]) times.push(await takeMs(round));
  return times.toSorted((a, b) => a - b)[1] ?? NaN;
}

/** Writes one telemetry file of a workspace. */
export async function writeTelemetry(workspace: string, file: string, text: string): Promise<void> {
  await mkdir(join(workspace, ".empathy"), { recursive: true });
  await writeFile(join(workspace, ".empathy", file), text);
}

/** Appends as a producer does: one write. */
export async function appendTelemetry(workspace: string, file: string, text: string): Promise<void> {
  await appendFile(join(workspace, ".empathy", file), text);
}

/** Today's three calls ($0.60, anthropic twice and openai) of one run, and the class that runs them. */
export async function writeSmallWorkspace(workspace: string, nowMs: number): Promise<void> {
  const calls = [
    twinLines({ costUsd: 0.1, atMs: nowMs - 30_000, runId: "run-1" }),
    twinLines({ costUsd: 0.2, atMs: nowMs - 20_000, runId: "run-1", tier: "premium" }),
    twinLines({ costUsd: 0.3, atMs: nowMs - 10_000, workflow: "research", provider: "openai" }),
  ];
  await writeTelemetry(workspace, "llm_calls.jsonl", calls.join(""));
  await writeTelemetry(
    workspace,
    "workflow_runs.jsonl",
    runLine({ runId: "run-1", workflow: "code-review", atMs: nowMs - 5_000, costUsd: 0.3 }),
  );
  await mkdir(join(workspace, "workflows"), { recursive: true });
  await writeFile(
    join(workspace, "workflows", "code_review.py"),
    'import os\n\n\nclass CodeReviewWorkflow(BaseWorkflow):\n    name = "code-review"\n',
  );
}

/** The panel in the sidebar, once it shows figures. */
export async function openPanel(live: LiveWorkbench): Promise<Frame> {
  await live.openViewContainer(CONTAINER);
  return live.findWebview('body[data-surface="sidebar"] [aria-label="Figures"]');
}

/** The dashboard, once it shows figures. */
export async function openDashboard(live: LiveWorkbench): Promise<Frame> {
  await live.runCommand("Empathy: Open Dashboard");
  return live.findWebview('body[data-surface="dashboard"] [aria-label="Figures"]');
}

/** The card of a figure, by its label. */
export function card(frame: Frame, label: string): Locator {
  const figures = frame.getByRole("list", { name: "Figures" });
  return figures.getByRole("listitem").filter({ has: frame.getByText(label, { exact: true }) });
}

/** The panel's state where it has no figures, by its heading. */
export function emptyState(live: LiveWorkbench, heading: string): Promise<Frame> {
  return live.findWebview(`body[data-surface="sidebar"] [aria-label="${heading}"]`);
}

/** Rows of the feed that hold a record. */
export function feedRows(frame: Frame): Locator {
  return frame.getByRole("grid").locator("[data-index]");
}

/** Filters by a provider as a reader does: by its name beside the chart. */
export async function filterByProvider(frame: Frame, provider: string): Promise<void> {
  await frame.getByRole("button", { name: `Filter by provider ${provider}` }).click();
  await frame.getByRole("button", { name: `Remove filter Provider: ${provider}` }).waitFor();
}

/** A message of VS Code, in its centre: the driver that the tests run under lets no toast appear. */
export async function notification(live: LiveWorkbench, text: string | RegExp): Promise<Locator> {
  const centre = live.page.locator(".notifications-center.visible");
  if (!(await centre.isVisible())) await live.page.locator('[id="status.notifications"]').click();
  const message = centre.locator(".monaco-list-row").filter({ hasText: text }).first();
  await message.waitFor();
  return message;
}

/** Writes the settings file of the workspace, as an editor would. */
export async function writeWorkspaceSettings(
  workspace: string,
  settings: Readonly<Record<string, unknown>>,
): Promise<void> {
  await mkdir(join(workspace, ".vscode"), { recursive: true });
  await writeFile(join(workspace, ".vscode", "settings.json"), JSON.stringify(settings));
}
