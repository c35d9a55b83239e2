import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { PanelIntent } from "../../src/core/view-model/panel-intent.ts";
import { DEFAULT_INTENT } from "../../src/core/view-model/panel-intent.ts";
import { PROTOCOL_VERSION as version } from "../../src/protocol/version.ts";
import { readyMessage, settled } from "./support/live.ts";
import { listRows, ready, start, viewOf } from "./support/session-stage.ts";

describe("PanelSession: what is answered, and what is not sent", () => {
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
    const tries: PanelIntent[] = [];
    const stage = start({
      buildView: async (intent) => {
        tries.push(intent);
        if (isBroken) throw new Error("planted");
        return viewOf(intent, 1);
      },
    });
    const failed = stage.view.webview.next("failed");
    stage.view.webview.receive(readyMessage());
    expect(await failed).toEqual({ type: "failed", version, question: "view", intentNumber: 1 });
    while (tries.length < 3) {
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

  it("makes one view at a time, one more after changes, and another intent's at once", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    onTestFinished(() => void vi.useRealTimers());
    const asked: { readonly intent: PanelIntent; readonly isWanted: () => boolean; end(): void }[] = [];
    const stage = start({
      buildView: (intent, isWanted) =>
        new Promise((resolve) => {
          asked.push({ intent, isWanted, end: () => resolve(viewOf(intent, asked.length)) });
        }),
    });
    stage.view.webview.receive(readyMessage());
    await vi.advanceTimersByTimeAsync(1000);
    const changes = async (): Promise<void> => {
      for (let n = 0; n < 3; n++) {
        stage.changed.fire();
        await vi.advanceTimersByTimeAsync(1000);
      }
    };
    await changes();
    expect(asked).toHaveLength(1);
    asked[0]?.end();
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked).toHaveLength(2);
    stage.view.webview.receive({ type: "setIntent", version, intentNumber: 2, intent: DEFAULT_INTENT });
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked.map(({ isWanted }) => isWanted())).toEqual([false, false, true]);
    const next = stage.view.webview.next("snapshot");
    asked[1]?.end();
    asked[2]?.end();
    expect((await next)["intentNumber"]).toBe(2);
    await changes();
    expect(asked).toHaveLength(4);
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
    const tries: PanelIntent[] = [];
    const stage = start({
      dataRevision: () => data,
      buildView: async (intent) => {
        tries.push(intent);
        checkedAtMs += 1000;
        return viewOf(intent, 1, checkedAtMs);
      },
    });
    await ready(stage);
    while (tries.length < 4) {
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
});
