// The extension under test inside VS Code, and how a test waits for it.
import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { TestApi } from "../../src/extension/test-api.ts";

export const EXTENSION_ID = "empathy-telemetry.empathy-telemetry";
const POLL_MS = 20;

export function extension(): vscode.Extension<TestApi> {
  const found = vscode.extensions.getExtension<TestApi>(EXTENSION_ID);
  assert.ok(found, "the extension is not installed in this VS Code");
  return found;
}

/** Waits for what VS Code announces by no event; Mocha's limit ends a wait for nothing. */
export async function eventually(isDone: () => boolean): Promise<void> {
  while (!isDone()) {
    await new Promise((resolve) => {
      setTimeout(resolve, POLL_MS);
    });
  }
}

/** Activates it by hand: for tests that are about something else. */
export async function activated(): Promise<TestApi> {
  return extension().activate();
}

/** Resolves when the figures are as wanted; looks after each change of the telemetry. */
export async function until(api: TestApi, isDone: (api: TestApi) => boolean): Promise<void> {
  if (isDone(api)) return;
  await new Promise<void>((resolve) => {
    const subscription = api.onDidChange(() => {
      if (!isDone(api)) return;
      subscription.dispose();
      resolve();
    });
  });
}

export const isReady = (api: TestApi): boolean => api.figures()?.state.kind === "ready";

/** The only folder of the workspace, as a path. */
export function workspaceDir(): string {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder, "no workspace folder is open");
  return folder.uri.fsPath;
}

export async function run(name: string, argument?: unknown): Promise<void> {
  await vscode.commands.executeCommand(`empathyTelemetry.${name}`, argument);
}

/** A call that ends now, as the framework writes it: naive local time. */
export function callLine(workflow: string, costUsd: number): string {
  const now = new Date();
  const local = new Date(now.getTime() - now.getTimezoneOffset() * 60_000);
  return `${JSON.stringify({
    call_id: `appended-${now.getTime()}-${workflow}`,
    timestamp: local.toISOString().slice(0, -1),
    workflow_name: workflow,
    step_name: "llm_call_capable",
    user_id: null,
    task_type: "general",
    provider: "anthropic",
    tier: "capable",
    model_id: "claude-sonnet-4-5",
    input_tokens: 1000,
    output_tokens: 0,
    estimated_cost: costUsd,
    latency_ms: 1200,
    success: true,
    metadata: {},
  })}\n`;
}
