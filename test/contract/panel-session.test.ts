import { describe, expect, it } from "vitest";
import type * as vscode from "vscode";
import type { PanelIntent } from "../../src/core/view-model/panel-intent.ts";
import { DEFAULT_INTENT } from "../../src/core/view-model/panel-intent.ts";
import type { PanelView } from "../../src/core/view-model/panel-view.ts";
import type { PanelAction, PanelHost } from "../../src/extension/panel/panel-session.ts";
import { PanelSession } from "../../src/extension/panel/panel-session.ts";
import { PROTOCOL_VERSION as version } from "../../src/protocol/version.ts";
import { EventEmitter, listenerCount } from "../fakes/vscode-values.ts";
import { FakeWebviewView } from "../fakes/vscode-webview.ts";
import { as, readyMessage, settled } from "./support/live.ts";

interface Stage {
  readonly view: FakeWebviewView;
  readonly session: PanelSession;
  readonly changed: EventEmitter<void>;
  readonly checked: EventEmitter<number>;
  readonly built: PanelIntent[];
  readonly performed: PanelAction[];
  readonly logged: string[];
  readonly remembered: PanelIntent[];
}

function start(overrides: Partial<PanelHost> = {}): Stage {
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
    listRows: () => ({ total: 7, rows: [] }),
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
function viewOf({ range }: PanelIntent, generation: number, checkedAtMs = 0): PanelView {
  return as<PanelView>({ range, generation, nowMs: checkedAtMs, health: { checkedAtMs } });
}

function listRows(stage: Stage, requestNumber: number): void {
  const { range, feed } = DEFAULT_INTENT;
  stage.view.webview.receive({ type: "listRows", version, requestNumber, range, feed, limit: 1 });
}

async function ready(stage: Stage, intent: object = {}): Promise<Record<string, unknown>> {
  const first = stage.view.webview.next("snapshot");
  stage.view.webview.receive(readyMessage(intent));
  return first;
}

describe("PanelSession", () => {
  it("says nothing before the webview is ready", async () => {
    const stage = start();
    stage.changed.fire();
    stage.session.show({ kind: "health" });
    await settled();
    expect(stage.view.webview.posted).toEqual([]);
  });

  it("answers ready with a whole snapshot of the intent", async () => {
    const stage = start();
    const snapshot = await ready(stage, { range: { kind: "30d" } });
    expect(snapshot).toMatchObject({ hostSessionId: "host", revision: 1, intentNumber: 1 });
    expect(snapshot["view"]).toMatchObject({ range: { kind: "30d" } });
    expect(stage.session.intent.range).toEqual({ kind: "30d" });
  });

  it("answers only the newest of two intents", async () => {
    const waiting: (() => void)[] = [];
    const stage = start({
      buildView: (intent) =>
        new Promise((resolve) => {
          waiting.push(() => resolve(viewOf(intent, 1)));
        }),
    });
    stage.view.webview.receive(readyMessage());
    await started(waiting, 1);
    const intent = { ...DEFAULT_INTENT, range: { kind: "all" } };
    stage.view.webview.receive({ type: "setIntent", version, intentNumber: 2, intent });
    await started(waiting, 2);
    const next = stage.view.webview.next("snapshot");
    for (const resolve of waiting) resolve();
    expect((await next)["intentNumber"]).toBe(2);
    expect(stage.view.webview.ofType("snapshot")).toHaveLength(1);
  });

  it("makes one message of many changes", async () => {
    const stage = start();
    await ready(stage);
    const next = stage.view.webview.next("snapshot");
    for (let n = 0; n < 100; n++) stage.changed.fire();
    await next;
    expect(stage.view.webview.ofType("snapshot")).toHaveLength(2);
    expect(stage.built).toHaveLength(2);
  });

  it("sends nothing while hidden, and a full snapshot when shown", async () => {
    const stage = start();
    await ready(stage);
    stage.view.setVisible(false);
    stage.changed.fire();
    await settled();
    expect(stage.built).toHaveLength(1);
    const next = stage.view.webview.next("snapshot");
    stage.view.setVisible(true);
    expect((await next)["revision"]).toBe(2);
  });

  it("keeps what is to be shown until a destroyed page speaks again", async () => {
    const stage = start();
    await ready(stage);
    stage.view.setVisible(false);
    stage.session.show({ kind: "health" });
    stage.session.postExportProgress({ state: "running", done: 1, total: 2 });
    stage.view.setVisible(true);
    expect(stage.view.webview.ofType("show")).toHaveLength(0);
    await ready(stage);
    expect(stage.view.webview.ofType("show")).toEqual([
      { type: "show", version, target: { kind: "health" } },
    ]);
    expect(stage.view.webview.ofType("exportProgress")).toHaveLength(0);
  });

  it("shows at once when the page listens", async () => {
    const stage = start();
    await ready(stage);
    stage.session.show({ kind: "range", range: "all" });
    stage.session.postExportProgress({ state: "done", done: 2, total: 2 });
    expect(stage.view.webview.ofType("show")).toHaveLength(1);
    expect(stage.view.webview.ofType("exportProgress")).toHaveLength(1);
  });

  it("begins a new panel with the remembered range, and an old one with its own", async () => {
    const fresh = start({ rememberedRange: () => "today" });
    await ready(fresh);
    expect(fresh.view.webview.ofType("show")[0]?.["target"]).toEqual({ kind: "range", range: "today" });
    const old = start({ rememberedRange: () => "today" });
    await ready(old, { range: { kind: "all" } });
    expect(old.view.webview.ofType("show")).toEqual([]);
  });

  it("answers requests for rows with their number", async () => {
    const stage = start();
    await ready(stage);
    const { range, feed } = DEFAULT_INTENT;
    stage.view.webview.receive({
      type: "listRows",
      version,
      requestNumber: 3,
      range,
      feed: { ...feed, offset: 40 },
      limit: 20,
    });
    expect(stage.view.webview.ofType("rows")[0]).toMatchObject({ requestNumber: 3, offset: 40, total: 7 });
  });

  it("hands actions on and remembers intents", async () => {
    const stage = start();
    await ready(stage);
    stage.view.webview.receive({ type: "cancelExport", version });
    stage.view.webview.receive({ type: "setIntent", version, intentNumber: 2, intent: DEFAULT_INTENT });
    expect(stage.performed).toEqual([{ type: "cancelExport", version }]);
    expect(stage.remembered).toEqual([DEFAULT_INTENT]);
  });

  it("counts what it drops, with a line for each power of ten", () => {
    const stage = start();
    for (let n = 0; n < 150; n++) stage.view.webview.receive({ type: "nonsense", n });
    expect(stage.logged).toHaveLength(3);
    expect(stage.performed).toEqual([]);
  });

  it("refuses what no view can answer, and says so", async () => {
    const stage = start({ isAnswerable: ({ range }) => range.kind !== "all" });
    stage.view.webview.receive(readyMessage({ range: { kind: "all" } }));
    const { feed } = DEFAULT_INTENT;
    const range = { kind: "all" };
    stage.view.webview.receive({ type: "listRows", version, requestNumber: 5, range, feed, limit: 1 });
    expect(stage.logged).toHaveLength(1);
    expect(stage.view.webview.posted).toEqual([
      { type: "failed", version, question: "view", intentNumber: 1 },
      { type: "failed", version, question: "rows", requestNumber: 5 },
    ]);
    const next = stage.view.webview.next("snapshot");
    stage.view.webview.receive({ type: "setIntent", version, intentNumber: 2, intent: DEFAULT_INTENT });
    expect((await next)["intentNumber"]).toBe(2);
  });

  it("says once that a view failed, answers a new try, and shows the view after it again", async () => {
    let isBroken = true;
    let tries = 0;
    const stage = start({
      buildView: async (intent) => {
        tries += 1;
        if (isBroken) throw new Error("planted");
        return viewOf(intent, 1);
      },
    });
    const failed = stage.view.webview.next("failed");
    stage.view.webview.receive(readyMessage());
    expect(await failed).toEqual({ type: "failed", version, question: "view", intentNumber: 1 });
    while (tries < 3) {
      stage.changed.fire();
      await settled();
    }
    expect(stage.view.webview.ofType("failed")).toHaveLength(1);
    const again = stage.view.webview.next("failed");
    stage.view.webview.receive({ type: "setIntent", version, intentNumber: 2, intent: DEFAULT_INTENT });
    expect((await again)["intentNumber"]).toBe(2);
    isBroken = false;
    const next = stage.view.webview.next("snapshot");
    stage.changed.fire();
    expect((await next)["intentNumber"]).toBe(2);
  });

  it("sends the same view again after it could not be made", async () => {
    let isBroken = false;
    const stage = start({
      buildView: (intent) => (isBroken ? Promise.reject(new Error("x")) : Promise.resolve(viewOf(intent, 1))),
    });
    await ready(stage);
    isBroken = true;
    const failed = stage.view.webview.next("failed");
    stage.changed.fire();
    await failed;
    isBroken = false;
    const next = stage.view.webview.next("snapshot");
    stage.changed.fire();
    expect((await next)["revision"]).toBe(2);
  });

  it("says that rows could not be listed", async () => {
    const stage = start({
      listRows: () => {
        throw new Error("planted");
      },
    });
    await ready(stage);
    listRows(stage, 9);
    expect(stage.view.webview.ofType("failed")).toEqual([
      { type: "failed", version, question: "rows", requestNumber: 9 },
    ]);
  });

  it("sends no view that shows what is on screen already", async () => {
    let data = 1;
    let checkedAtMs = 0;
    let tries = 0;
    const stage = start({
      dataRevision: () => data,
      buildView: async (intent) => {
        tries += 1;
        checkedAtMs += 1000;
        return viewOf(intent, 1, checkedAtMs);
      },
    });
    await ready(stage);
    while (tries < 4) {
      stage.changed.fire();
      await settled();
    }
    await settled();
    expect(stage.view.webview.ofType("snapshot")).toHaveLength(1);
    // Rows outside the page may be others now.
    data = 2;
    const next = stage.view.webview.next("snapshot");
    stage.changed.fire();
    expect((await next)["revision"]).toBe(2);
    // A page that begins anew knows nothing.
    expect((await ready(stage))["revision"]).toBe(3);
  });

  it("tells a visible page of a look at the files, by its time alone", async () => {
    const stage = start();
    stage.checked.fire(500);
    await ready(stage);
    stage.checked.fire(1000);
    stage.view.setVisible(false);
    stage.checked.fire(2000);
    expect(stage.view.webview.ofType("checked")).toEqual([{ type: "checked", version, checkedAtMs: 1000 }]);
    expect(stage.built).toHaveLength(1);
  });

  it("makes the data health anew with each look, for it spells its time out", async () => {
    const stage = start();
    await ready(stage, { peek: { kind: "health" } });
    const next = stage.view.webview.next("snapshot");
    stage.checked.fire(1000);
    await next;
    expect(stage.built).toHaveLength(2);
  });

  it("logs a view that fails once, not on every change", async () => {
    const failure = new Error("planted");
    const attempts: PanelIntent[] = [];
    const stage = start({
      buildView: (intent) => {
        attempts.push(intent);
        return Promise.reject(failure);
      },
      listRows: () => {
        throw failure;
      },
    });
    stage.view.webview.receive(readyMessage());
    listRows(stage, 1);
    while (attempts.length < 3) {
      stage.changed.fire();
      await settled();
    }
    await settled();
    expect(stage.logged.filter((line) => line.includes("planted"))).toHaveLength(1);
  });

  it("ends its listeners with the view", async () => {
    const before = listenerCount();
    const stage = start();
    await ready(stage);
    stage.session.dispose();
    expect(listenerCount()).toBe(before);
    stage.session.show({ kind: "health" });
    expect(stage.view.webview.ofType("show")).toEqual([]);
  });
});

async function started(waiting: readonly unknown[], count: number): Promise<void> {
  while (waiting.length < count) await settled();
}
