// A whole extension on a temporary workspace, with the real reader and the fake window.
import { appendFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import type * as vscode from "vscode";
import { DEFAULT_INTENT } from "../../../src/core/view-model/panel-intent.ts";
import { activate } from "../../../src/extension/extension.ts";
import type { TestApi } from "../../../src/extension/test-api.ts";
import type { PanelView } from "../../../src/core/view-model/panel-view.ts";
import { PROTOCOL_VERSION } from "../../../src/protocol/version.ts";
import { fake, FakeMemento, resetFake } from "../../fakes/vscode-state.ts";
import { ExtensionMode, Uri } from "../../fakes/vscode-values.ts";
import { FakeWebviewView } from "../../fakes/vscode-webview.ts";
import { rawCall, rawRun } from "../../fixtures/raw-lines.ts";
import type { RawFields } from "../../fixtures/raw-lines.ts";

/** A fake stands for its real type here and nowhere else: it has what the code under test uses. */
export function as<T>(value: unknown, ..._like: readonly T[]): T {
  return value as T;
}

/** A temporary folder by its real path, removed after the test. */
export function makeFolder(files: Readonly<Record<string, string>> = {}): string {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), "empathy-contract-")));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true, maxRetries: 5 }));
  for (const [path, text] of Object.entries(files)) writeIn(dir, path, text);
  return dir;
}

export function writeIn(dir: string, path: string, text: string): void {
  mkdirSync(dirname(join(dir, path)), { recursive: true });
  writeFileSync(join(dir, path), text);
}

export function appendIn(dir: string, path: string, line: string): void {
  appendFileSync(join(dir, path), `${line}\n`);
}

/** A naive stamp of today, as the producer writes it, read in UTC by the settings of `startLive`. */
export function stamp(agoMs: number): string {
  const nowMs = Date.now();
  const todayMs = nowMs - (nowMs % 86_400_000);
  return new Date(Math.max(todayMs, nowMs - agoMs)).toISOString().slice(0, -1);
}

/** A call of a moment ago: $0.25. */
export function callNow(fields: RawFields = {}): string {
  return rawCall({ timestamp: stamp(1000), estimated_cost: 0.25, ...fields });
}

export function runNow(fields: RawFields = {}): string {
  return rawRun({ started_at: stamp(4000), completed_at: stamp(2000), ...fields });
}

export const lines = (...items: readonly string[]): string => items.map((item) => `${item}\n`).join("");

export interface Live {
  readonly dir: string;
  readonly api: TestApi;
  readonly context: FakeContext;
  readonly view: FakeWebviewView;
  /** Resolves when the figures are as wanted; waits for changes, never for time. */
  until(wanted: (api: TestApi) => boolean): Promise<void>;
  /** Opens the side bar's view and resolves with its first snapshot. */
  openView(intent?: object): Promise<PanelView>;
  dispose(): void;
}

export class FakeContext {
  readonly subscriptions: { dispose(): void }[] = [];
  readonly extensionUri = Uri.file("/extension");
  readonly extensionMode: number = ExtensionMode.Test;
  readonly workspaceState: FakeMemento;
  readonly globalState = new FakeMemento();
  readonly globalStorageUri: Uri;
  readonly storageUri: Uri | undefined;
  constructor(storage: string, memory = new FakeMemento()) {
    this.workspaceState = memory;
    this.globalStorageUri = Uri.file(join(storage, "global"));
    this.storageUri = Uri.file(join(storage, "workspace"));
  }
}

/** Activates on a folder with these files. Everything is disposed after the test. */
export function startLive(files: Readonly<Record<string, string>> | null, prepare?: () => void): Live {
  const dir = files === null ? "" : makeFolder(files);
  resetFake(files === null ? undefined : dir);
  fake.config.set("empathyTelemetry.timeZone", "UTC");
  fake.config.set("empathyTelemetry.naiveTimeZone", "UTC");
  fake.config.set("empathyTelemetry.homeStore", "off");
  prepare?.();
  return activateLive(dir, new FakeContext(makeFolder()));
}

export function activateLive(dir: string, context: FakeContext): Live {
  const api = activate(as<vscode.ExtensionContext>(context));
  if (api === undefined) throw new Error("no test API in test mode");
  const view = new FakeWebviewView();
  const dispose = (): void => {
    for (const item of context.subscriptions.splice(0).toReversed()) item.dispose();
  };
  onTestFinished(dispose);
  return { dir, api, context, view, until: (wanted) => until(api, wanted), openView, dispose };

  function openView(intent: object = {}): Promise<PanelView> {
    const provider = as<vscode.WebviewViewProvider>(fake.viewProviders.get("empathyTelemetry.panel"));
    void provider.resolveWebviewView(as(view), as({}), as({}));
    const first = view.webview.next("snapshot");
    view.webview.receive(readyMessage(intent));
    return first.then((message) => as<PanelView>(message["view"]));
  }
}

export function readyMessage(intent: object = {}): object {
  const wanted = { ...DEFAULT_INTENT, ...intent };
  return { type: "ready", version: PROTOCOL_VERSION, intentNumber: 1, intent: wanted, surface: "sidebar" };
}

export function until(api: TestApi, wanted: (api: TestApi) => boolean): Promise<void> {
  if (wanted(api)) return Promise.resolve();
  return new Promise((resolve) => {
    const subscription = api.onDidChange(() => {
      if (!wanted(api)) return;
      subscription.dispose();
      resolve();
    });
  });
}

export const isReady = (api: TestApi): boolean => api.figures()?.state.kind === "ready";

/** A microtask-and-more later: what was started without waiting has begun. */
export function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
