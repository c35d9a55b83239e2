import { describe, expect, it } from "vitest";
import { PROTOCOL_VERSION } from "../../../src/protocol/version.ts";
import { withPeek } from "../../../webview/state/intent-changes.ts";
import { PanelStore } from "../../../webview/state/panel-store.ts";
import { FakeHost } from "../fixtures/fake-host.ts";

function start({ isManual = false } = {}) {
  const ref: { store: PanelStore | null } = { store: null };
  const host = new FakeHost({ isManual, deliver: (message) => ref.store?.receive(message) });
  const store = new PanelStore(host, "sidebar", () => 1000);
  ref.store = store;
  store.start();
  return { store, host };
}

describe("PanelStore: when there is no answer", () => {
  const failed = (store: PanelStore, question: object) =>
    store.receive({ type: "failed", version: PROTOCOL_VERSION, ...question });

  it("has failed until a view comes, and asks again with a number of its own", () => {
    const { store, host } = start({ isManual: true });
    const first = host.intentNumber;
    failed(store, { question: "view", intentNumber: first });
    expect(store.getState()).toMatchObject({ hasFailed: true, isWaiting: false });
    store.retry();
    expect(store.getState()).toMatchObject({ hasFailed: false, isWaiting: true });
    expect(host.intentNumber).toBeGreaterThan(first);
    failed(store, { question: "view", intentNumber: host.intentNumber });
    host.answer();
    expect(store.getState()).toMatchObject({ hasFailed: false, isWaiting: false });
  });

  it("does not mind the failure of an older question", () => {
    const { store, host } = start({ isManual: true });
    const first = host.intentNumber;
    store.change(withPeek({ kind: "health" }));
    failed(store, { question: "view", intentNumber: first });
    expect(store.getState()).toMatchObject({ hasFailed: false, isWaiting: true });
  });

  it("gives up rows that could not be listed at once", async () => {
    const { store, host } = start({ isManual: true });
    const rows = expect(store.listRows(40, 40)).rejects.toThrow("could not be listed");
    const number = host.of("listRows")[0]?.requestNumber;
    failed(store, { question: "rows", requestNumber: number });
    await rows;
    expect(store.getState().hasFailed).toBe(true);
    store.retry();
    failed(store, { question: "rows", requestNumber: number });
    expect(store.getState().hasFailed).toBe(false);
  });
});

describe("PanelStore: looks at the files", () => {
  it("knows the time of the last one, from views and between them", () => {
    const { store, host } = start();
    const inView = store.getState().view;
    expect(store.getState().checkedAtMs).toBe(inView?.health.checkedAtMs);
    store.receive({ type: "checked", version: PROTOCOL_VERSION, checkedAtMs: 7 });
    expect(store.getState().checkedAtMs).toBe(7);
    // The view itself is the same: nothing that hangs on it is made anew.
    expect(store.getState().view).toBe(inView);
    host.answer();
    expect(store.getState().checkedAtMs).toBe(inView?.health.checkedAtMs);
  });
});
