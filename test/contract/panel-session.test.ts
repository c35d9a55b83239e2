import { describe, expect, it } from "vitest";
import type { PanelIntent } from "../../src/core/view-model/panel-intent.ts";
import { DEFAULT_INTENT } from "../../src/core/view-model/panel-intent.ts";
import { PROTOCOL_VERSION as version } from "../../src/protocol/version.ts";
import { listenerCount } from "../fakes/vscode-values.ts";
import { readyMessage, settled } from "./support/live.ts";
import { listRows, ready, start, viewOf } from "./support/session-stage.ts";

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
    await settled();
    expect(stage.view.webview.ofType("rows")[0]).toMatchObject({ requestNumber: 3, total: 7 });
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
