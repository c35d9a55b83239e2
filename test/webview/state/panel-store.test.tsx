import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_INTENT } from "../../../src/core/view-model/panel-intent.ts";
import type { SnapshotMessage } from "../../../src/protocol/to-webview.ts";
import { PROTOCOL_VERSION } from "../../../src/protocol/version.ts";
import { withFeed, withPeek } from "../../../webview/state/intent-changes.ts";
import { PanelStore } from "../../../webview/state/panel-store.ts";
import { FakeHost } from "../fixtures/fake-host.ts";
import type { FakeHostOptions } from "../fixtures/fake-host.ts";
import { aView } from "../fixtures/panel-view.ts";

function start(options: Partial<FakeHostOptions> = {}) {
  const ref: { store: PanelStore | null } = { store: null };
  const host = new FakeHost({ ...options, deliver: (message) => ref.store?.receive(message) });
  const store = new PanelStore(host, "sidebar", () => 1000);
  ref.store = store;
  store.start();
  return { store, host };
}

function snapshot(host: FakeHost, over: Partial<SnapshotMessage> = {}): SnapshotMessage {
  return {
    type: "snapshot",
    version: PROTOCOL_VERSION,
    hostSessionId: "fake",
    revision: 100,
    intentNumber: host.intentNumber,
    view: aView(),
    ...over,
  };
}

const second = (store: PanelStore) => store.change(withFeed({ offset: 20 }));

describe("PanelStore: questions and answers", () => {
  it("says ready with its intent, and takes the answer", () => {
    const { store, host } = start();
    expect(host.of("ready")).toHaveLength(1);
    expect(host.of("ready")[0]).toMatchObject({ intent: DEFAULT_INTENT });
    expect(store.getState()).toMatchObject({ isWaiting: false, receivedAtMs: 1000 });
  });

  it("drops an answer to an older intent", () => {
    const { store, host } = start({ isManual: true });
    const old = snapshot(host, { view: aView({ timeZone: "Old/Zone" }) });
    second(store);
    store.receive(old);
    expect(store.getState()).toMatchObject({ view: null, isWaiting: true });
  });

  it("drops an answer to an intent that it never had", () => {
    const { store, host } = start({ isManual: true });
    store.receive(snapshot(host, { intentNumber: host.intentNumber + 5 }));
    expect(store.getState().view).toBeNull();
  });

  it("drops a lower revision of the same host, and takes any of another host", () => {
    const { store, host } = start({ isManual: true });
    const zone = () => store.getState().view?.timeZone;
    store.receive(snapshot(host, { revision: 7, view: aView({ timeZone: "A/A" }) }));
    store.receive(snapshot(host, { revision: 6, view: aView({ timeZone: "B/B" }) }));
    expect(zone()).toBe("A/A");
    store.receive(snapshot(host, { revision: 1, hostSessionId: "new", view: aView({ timeZone: "C/C" }) }));
    expect(zone()).toBe("C/C");
  });

  it("shows the newest revision whatever the order they come in", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([1, 2, 3, 4, 5, 6], { minLength: 1 }), (order) => {
        const { store, host } = start({ isManual: true });
        for (const revision of order)
          store.receive(snapshot(host, { revision, view: aView({ nowMs: revision }) }));
        expect(store.getState().view?.nowMs).toBe(Math.max(...order));
      }),
    );
  });

  it("asks to be opened again when the host speaks another version", () => {
    const { store, host } = start({ isManual: true });
    store.receive(snapshot(host, { version: PROTOCOL_VERSION + 1 }));
    expect(store.getState()).toMatchObject({ isOutdated: true, view: null });
  });

  it("drops what is no message of ours", () => {
    const { store } = start({ isManual: true });
    for (const message of [null, 7, "snapshot", {}, { type: "snapshot" }, { type: "x", version: 1 }]) {
      store.receive(message);
    }
    expect(store.getState()).toMatchObject({ isOutdated: false, view: null });
  });

  it("tells its listeners of changes until they leave", () => {
    const { store } = start();
    let calls = 0;
    const leave = store.subscribe(() => {
      calls += 1;
    });
    second(store);
    const before = calls;
    leave();
    second(store);
    expect(before).toBeGreaterThan(0);
    expect(calls).toBe(before);
  });
});

describe("PanelStore: the trail", () => {
  it("restores filters, page and scroll with Back", () => {
    const { store, host } = start();
    second(store);
    store.rememberScroll("main", 340);
    const before = host.intent.feed;
    store.drill("Cost", withFeed({ kind: "runs" }), "feed");
    expect(host.intent.feed).toMatchObject({ kind: "runs", offset: 0 });
    store.back();
    expect(host.intent.feed).toEqual(before);
    expect(store.scroll.main).toBe(340);
    expect(store.getState()).toMatchObject({ trail: [], restore: 1 });
  });

  it("goes back several steps at once", () => {
    const { store } = start();
    store.drill("Cost", withFeed({ kind: "runs" }), "feed");
    store.drill("Run", withPeek({ kind: "run", id: "run:1" }), "peek");
    store.drill("Call", withPeek({ kind: "call", id: "call:1" }), "peek");
    store.back(1);
    expect(store.getState()).toMatchObject({ placeLabel: "Cost", intent: { peek: null } });
    expect(store.getState().trail).toHaveLength(1);
  });

  it("keeps at most twenty steps", () => {
    const { store } = start();
    for (let step = 0; step < 30; step++) store.drill(`step ${step}`, (intent) => intent, "feed");
    expect(store.getState().trail).toHaveLength(20);
  });

  it("closes the peek panel and keeps filters that were changed meanwhile", () => {
    const { store, host } = start();
    store.drill("Cost", withFeed({ kind: "runs" }), "feed");
    store.drill("Run", withPeek({ kind: "run", id: "run:1" }), "peek");
    store.change(withFeed({ kind: "calls" }));
    store.closePeek();
    expect(host.intent).toMatchObject({ peek: null, feed: { kind: "calls" } });
    expect(store.getState()).toMatchObject({ placeLabel: "Cost" });
    expect(store.getState().trail).toHaveLength(1);
  });

  it("closes a peek panel that nothing led to", () => {
    const { store, host } = start();
    store.change(withPeek({ kind: "health" }));
    store.closePeek();
    expect(host.intent.peek).toBeNull();
    store.change(withPeek({ kind: "health" }));
    store.back();
    expect(host.intent.peek).toBeNull();
  });
});

describe("PanelStore: holding the list still", () => {
  it("anchors at what there is while held, and lets go when nothing holds", () => {
    const { store, host } = start();
    store.hold("scroll");
    store.hold("focus");
    expect(host.intent.feed.anchor).toEqual({ generation: 1, calls: 1234, runs: 312 });
    store.release("scroll");
    expect(host.intent.feed.anchor).not.toBeNull();
    store.release("focus");
    expect(host.intent.feed.anchor).toBeNull();
  });

  it("keeps the anchor of the moment it was held at while records arrive", () => {
    const { store, host } = start();
    store.hold("pointer");
    host.append(5);
    expect(host.intent.feed.anchor?.calls).toBe(1234);
    expect(store.getState().view?.feed).toMatchObject({ newCount: 5, total: 1234 });
  });

  it("says nothing when a reason is given twice or was never given", () => {
    const { store, host } = start();
    store.hold("focus");
    const sent = host.sent.length;
    store.hold("focus");
    store.release("pointer");
    expect(host.sent).toHaveLength(sent);
  });

  it("anchors pages after the first, by itself", () => {
    const { store, host } = start();
    store.change((intent) => ({ ...intent, feed: { ...intent.feed, offset: 20 } }));
    expect(host.intent.feed.anchor?.calls).toBe(1234);
    store.change((intent) => ({ ...intent, feed: { ...intent.feed, offset: 0 } }));
    expect(host.intent.feed.anchor).toBeNull();
  });

  it("takes a new anchor when the data is of another generation", () => {
    const { store, host } = start({ isManual: true });
    const feed = { ...aView().feed, anchorNow: { generation: 2, calls: 9, runs: 3 } };
    store.receive(snapshot(host));
    store.hold("scroll");
    expect(host.intent.feed.anchor?.generation).toBe(1);
    store.receive(snapshot(host, { revision: 101, view: aView({ generation: 2, feed }) }));
    expect(host.intent.feed.anchor).toEqual({ generation: 2, calls: 9, runs: 3 });
  });

  it("shows what is new: at once when it follows, as a newer anchor when paused", () => {
    const { store, host } = start();
    store.setPaused(true);
    host.append(4);
    store.showNew();
    expect(host.intent.feed.anchor?.calls).toBe(1238);
    store.setPaused(false);
    expect(host.intent.feed.anchor).toBeNull();
  });
});

describe("PanelStore: what the host asks for", () => {
  const shows = (store: PanelStore, target: object) =>
    store.receive({ type: "show", version: PROTOCOL_VERSION, target });

  it("opens the data health, a record and a range", () => {
    const { store, host } = start();
    shows(store, { kind: "health" });
    expect(host.intent.peek).toEqual({ kind: "health" });
    shows(store, { kind: "record", recordKind: "call", id: "call:x:1" });
    expect(host.intent.peek).toEqual({ kind: "call", id: "call:x:1" });
    shows(store, { kind: "range", range: "today" });
    expect(host.intent.range).toEqual({ kind: "today" });
  });
});

describe("PanelStore: memory and end", () => {
  it("goes on where an earlier page stopped, above its numbers", () => {
    const first = start();
    second(first.store);
    first.store.rememberScroll("list", 880);
    first.store.drill("Cost", withPeek({ kind: "health" }), "peek");
    first.store.rememberScroll("peek", 55);
    const number = first.host.intentNumber;
    first.store.dispose();
    const next = start({ state: first.host.getState() });
    expect(next.host.of("ready")[0]?.intentNumber).toBeGreaterThan(number);
    expect(next.host.intent).toEqual(first.host.intent);
    expect(next.store.scroll.peek).toBe(55);
    next.store.back();
    expect(next.host.intent.feed.offset).toBe(20);
    expect(next.store.scroll.list).toBe(880);
  });

  it("rejects rows that are still awaited when it ends", async () => {
    const { store } = start({ isManual: true });
    const rows = store.listRows(40, 40);
    store.dispose();
    await expect(rows).rejects.toThrow("closed");
  });

  it("asks for rows with the filters of the moment", async () => {
    const { store, host } = start();
    const { rows } = await store.listRows(40, 40);
    expect(rows).toHaveLength(40);
    expect(host.of("listRows")[0]).toMatchObject({ limit: 40, feed: { offset: 40, kind: "calls" } });
  });

  it("shows and forgets the progress of an export", () => {
    const { store } = start();
    store.receive({ type: "exportProgress", version: PROTOCOL_VERSION, state: "running", done: 1, total: 2 });
    expect(store.getState().exportProgress?.state).toBe("running");
    store.dismissExport();
    expect(store.getState().exportProgress).toBeNull();
  });
});
