import * as vscode from "vscode";
import { composeExtension } from "./compose.ts";
import type { TestApi } from "./test-api.ts";

/** Puts the parts together. Reads no file: that begins after it has returned. */
export function activate(context: vscode.ExtensionContext): TestApi | undefined {
  const startedAtMs = performance.now();
  const channel = vscode.window.createOutputChannel("Empathy Telemetry", { log: true });
  context.subscriptions.push(channel);
  const { testApi, disposables } = composeExtension(context, channel);
  context.subscriptions.push(disposables);
  const activationMs = performance.now() - startedAtMs;
  channel.info(`Activated in ${activationMs.toFixed(1)} ms.`);
  return context.extensionMode === vscode.ExtensionMode.Test ? { ...testApi, activationMs } : undefined;
}

/** Everything that lives is in the context's subscriptions. */
export function deactivate(): void {}
