import type * as vscode from "vscode";
import type { PanelIntent } from "../../../src/core/view-model/panel-intent.ts";
import { DEFAULT_INTENT } from "../../../src/core/view-model/panel-intent.ts";
import type { PanelView } from "../../../src/core/view-model/panel-view.ts";
import type { PanelAction, PanelHost } from "../../../src/extension/panel/panel-session.ts";
import { PanelSession } from "../../../src/extension/panel/panel-session.ts";
import { PROTOCOL_VERSION as version } from "../../../src/protocol/version.ts";
import { EventEmitter } from "../../fakes/vscode-values.ts";
import { FakeWebviewView } from "../../fakes/vscode-webview.ts";
import { as, readyMessage } from "./live.ts";

/** One session with a webview and a host that are the test's. */
export interface Stage {
  readonly view: FakeWebviewView;
  readonly session: PanelSession;
  readonly changed: EventEmitter<void>;
  readonly checked: EventEmitter<number>;
  readonly built: PanelIntent[];
  readonly performed: PanelAction[];
  readonly logged: string[];
  readonly remembered: PanelIntent[];
}

export function start(overrides: Partial<PanelHost> = {}): Stage {
  const view = new FakeWebviewView();
  const changed = new EventEmitter<void>();
  const checked = new EventEmitter<number>();
  const built: PanelIntent[] = [];
  const performed: PanelAction[] = [];
  const remembered: PanelIntent[] = [];
  const logged: string[] = [];
  const log = (message: string): void => void logged.push(message);
  const host: PanelHost = {
    hostSessionId: "host",
    onDidChange: changed.event as vscode.Event<void>,
    onDidCheck: checked.event as vscode.Event<number>,
    dataRevision: () => 1,
    isAnswerable: () => true,
    buildView: async (intent) => {
      built.push(intent);
      return viewOf(intent, built.length);
    },
    listRows: async () => ({ total: 7, rows: [] }),
    rememberIntent: (intent) => void remembered.push(intent),
    rememberedRange: () => null,
    perform: async (action) => void performed.push(action),
    ...overrides,
  };
  const frame = {
    surface: "sidebar" as const,
    webview: as<vscode.Webview>(view.webview),
    isVisible: () => view.visible,
    onDidChangeVisibility: view.onDidChangeVisibility as vscode.Event<void>,
  };
  const levels = { error: log, warn: log, info: log, debug: log, show: () => undefined };
  const session = new PanelSession(frame, host, levels, () => undefined);
  return { view, session, changed, checked, built, performed, logged, remembered };
}

/** The part of a view that a session looks at; another generation is another content. */
export function viewOf({ range }: PanelIntent, generation: number, checkedAtMs = 0): PanelView {
  return as<PanelView>({ range, generation, nowMs: checkedAtMs, health: { checkedAtMs } });
}

export function listRows(stage: Stage, requestNumber: number): void {
  const { range, feed } = DEFAULT_INTENT;
  stage.view.webview.receive({ type: "listRows", version, requestNumber, range, feed, limit: 1 });
}

export async function ready(stage: Stage, intent: object = {}): Promise<Record<string, unknown>> {
  const first = stage.view.webview.next("snapshot");
  stage.view.webview.receive(readyMessage(intent));
  return first;
}
