import { act, screen, within } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { PanelState, PanelView } from "../../../src/core/view-model/panel-view.ts";
import { PROTOCOL_VERSION } from "../../../src/protocol/version.ts";
import { renderPanel } from "../fixtures/render-panel.tsx";
import { resizeTo } from "../fixtures/resize.ts";
import { NOW_MS } from "../fixtures/rows.ts";
import { withPeek } from "../../../webview/state/intent-changes.ts";

const inState = (state: PanelState) => ({ adapt: (view: PanelView) => ({ ...view, state }) });

afterEach(() => vi.useRealTimers());

describe("the panel when there is nothing to show", () => {
  it("says that no folder is open and offers to choose one", async () => {
    const { host, user } = await renderPanel(inState({ kind: "no-folder" }));
    expect(screen.getByRole("heading", { name: "No folder is open" })).toBeDefined();
    await user.click(screen.getByRole("button", { name: "Choose Folder…" }));
    await user.click(screen.getByRole("button", { name: "Open sample data" }));
    await user.click(screen.getByRole("button", { name: "How it works" }));
    await user.click(screen.getByRole("button", { name: "Guide" }));
    const commands = host.of("runCommand").map(({ command }) => command);
    expect(commands).toEqual(["chooseFolder", "openSampleData", "openWalkthrough", "openGuide"]);
    expect(screen.queryByRole("grid")).toBeNull();
  });

  it("says what it looked for and where when there are no files", async () => {
    const { host, user } = await renderPanel(inState({ kind: "no-files", lookedIn: ["shop/.empathy"] }));
    expect(screen.getByText("shop/.empathy")).toBeDefined();
    await user.click(screen.getByRole("button", { name: "Open Sample Data" }));
    await user.click(screen.getByRole("button", { name: "Choose another folder" }));
    const commands = host.of("runCommand").map(({ command }) => command);
    expect(commands).toEqual(["openSampleData", "chooseFolder"]);
  });

  it("counts unreadable lines of files without records, and leads to the data health", async () => {
    const state = { kind: "no-records", files: [".empathy/llm_calls.jsonl"], unreadable: 3 } as const;
    const { host, user } = await renderPanel(inState(state));
    expect(screen.getByText("3 lines could not be read.")).toBeDefined();
    await user.click(screen.getByRole("button", { name: "Open Data Health" }));
    expect(host.intent.peek).toEqual({ kind: "health" });
  });

  it("says nothing of unreadable lines when every line was read", async () => {
    await renderPanel(inState({ kind: "no-records", files: ["a.jsonl"], unreadable: 0 }));
    expect(screen.queryByText(/could not be read/)).toBeNull();
  });

  it("names the files that may not be read, and tries again", async () => {
    const { host, user } = await renderPanel(inState({ kind: "denied", files: ["secret.jsonl"] }));
    const part = screen.getByRole("region", { name: "The telemetry may not be read" });
    expect(within(part).getByText("secret.jsonl")).toBeDefined();
    await user.click(within(part).getByRole("button", { name: "Refresh" }));
    expect(host.of("runCommand")[0]?.command).toBe("refresh");
  });
});

describe("the panel while it loads", () => {
  const loading = { kind: "loading", bytesRead: 1_258_291, bytesTotal: 3_565_158, records: 0 } as const;

  it("shows nothing for 150 ms, then the shape of what comes", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: false });
    const { host } = await renderPanel({ isManual: true });
    expect(screen.queryByRole("status", { name: "Loading telemetry" })).toBeNull();
    act(() => {
      vi.advanceTimersByTime(150);
    });
    expect(screen.getByRole("status", { name: "Loading telemetry" })).toBeDefined();
    await act(async () => host.answer());
    expect(screen.queryByRole("status", { name: "Loading telemetry" })).toBeNull();
    expect(screen.getByRole("list", { name: "Figures" })).toBeDefined();
  });

  it("says how far it has come", async () => {
    await renderPanel(inState(loading));
    expect(screen.getByText("1.2 of 3.4 MB · 0 records")).toBeDefined();
    expect(screen.getByRole("progressbar").getAttribute("value")).toBe("1258291");
    expect(screen.queryByRole("grid")).toBeNull();
  });

  it("shows figures as soon as there are some, and both units when they differ", async () => {
    await renderPanel(inState({ ...loading, bytesRead: 2048, records: 12 }));
    expect(screen.getByText("2.0 KB of 3.4 MB · 12 records")).toBeDefined();
    expect(screen.getByRole("grid")).toBeDefined();
  });
});

describe("the panel when the host cannot answer", () => {
  const failure = (intentNumber: number) => ({
    type: "failed",
    version: PROTOCOL_VERSION,
    question: "view",
    intentNumber,
  });

  it("says so in place of the figures, and asks again", async () => {
    const { host, store, user } = await renderPanel({ isManual: true });
    act(() => store.receive(failure(host.intentNumber)));
    const alert = screen.getByRole("alert");
    expect(alert.textContent).toContain("The telemetry could not be shown.");
    expect(screen.queryByRole("status", { name: "Loading telemetry" })).toBeNull();
    await user.click(within(alert).getByRole("button", { name: "Show Log" }));
    expect(host.of("runCommand")[0]?.command).toBe("openLog");
    await user.click(within(alert).getByRole("button", { name: "Try Again" }));
    expect(screen.queryByRole("alert")).toBeNull();
    await act(async () => host.answer());
    expect(screen.getByRole("list", { name: "Figures" })).toBeDefined();
  });

  it("keeps the figures that it has and says that they are old, beside an open record too", async () => {
    const { host, store } = await renderPanel();
    act(() => store.receive(failure(host.intentNumber)));
    expect(screen.getByRole("alert").textContent).toContain("The figures below are from before.");
    expect(screen.getByRole("list", { name: "Figures" })).toBeDefined();
    await act(async () => host.answer());
    expect(screen.queryByRole("alert")).toBeNull();
    act(() => store.drill("Data health", withPeek({ kind: "health" }), "peek"));
    act(() => store.receive(failure(host.intentNumber)));
    expect(screen.getByRole("alert")).toBeDefined();
  });
});

describe("the panel's frame", () => {
  it("asks to be opened again when the host is of another version", async () => {
    const { store } = await renderPanel();
    act(() => store.receive({ type: "snapshot", version: PROTOCOL_VERSION + 1 }));
    expect(screen.getByRole("alert").textContent).toContain("The extension was updated.");
  });

  it("shows notices with their action, and lets them be dismissed", async () => {
    const { host, user } = await renderPanel({
      adapt: (view) => ({
        ...view,
        notices: [
          {
            id: "home-store",
            severity: "info",
            text: "There is a home store\u0007.",
            action: { label: "Read it", command: "allowHomeStore" },
            isDismissible: true,
          },
          { id: "restricted", severity: "warning", text: "Restricted.", action: null, isDismissible: false },
        ],
      }),
    });
    expect(screen.getByText(/There is a home store␇\./)).toBeDefined();
    await user.click(screen.getByRole("button", { name: "Read it" }));
    await user.click(screen.getByRole("button", { name: "Dismiss" }));
    expect(host.of("runCommand")[0]?.command).toBe("allowHomeStore");
    expect(host.of("dismissNotice")[0]?.id).toBe("home-store");
  });

  it("says what the figures rest on, and opens the data health", async () => {
    const { host, user } = await renderPanel();
    const line = within(screen.getByRole("contentinfo")).getByRole("button");
    expect(line.textContent).toBe("2 files · 1,234 records · 33 twins merged· updated 3s ago");
    await user.click(line);
    expect(host.intent.peek).toEqual({ kind: "health" });
  });

  it("counts the age of the last look on from there, without a view", async () => {
    const { store, host } = await renderPanel();
    const { length } = host.sent;
    act(() => store.receive({ type: "checked", version: PROTOCOL_VERSION, checkedAtMs: NOW_MS - 1000 }));
    expect(screen.getByRole("contentinfo").textContent).toContain("updated 1s ago");
    expect(host.sent).toHaveLength(length);
  });

  it("says since when nothing new came, and how many problems there are", async () => {
    const stale = (newestRecordAtMs: number | null) => ({
      adapt: (view: PanelView) => ({
        ...view,
        health: { ...view.health, isStale: true, newestRecordAtMs, problemCount: 4, twinsMerged: 0 },
      }),
    });
    const { unmount } = await renderPanel(stale(Date.UTC(2026, 0, 3, 12)));
    expect(screen.getByRole("contentinfo").textContent).toContain(
      "4 problems· no new records since Jan 3, 2026",
    );
    unmount();
    await renderPanel(stale(null));
    expect(screen.getByRole("contentinfo").textContent).toContain("no records yet");
  });

  it("folds its sections in the side bar and remembers it", async () => {
    const { user, store } = await renderPanel();
    await user.click(screen.getByRole("button", { name: "Cost", expanded: true }));
    expect(screen.queryByRole("listbox")).toBeNull();
    expect(store.getState().ui.collapsed).toEqual({ cost: true });
    await user.click(screen.getByRole("button", { name: "Providers", expanded: false }));
    expect(screen.getByRole("group", { name: "Providers" })).toBeDefined();
  });

  it("is a board without folds when it is wide", async () => {
    await renderPanel({ surface: "dashboard" });
    resizeTo(1200);
    expect(screen.queryByRole("button", { name: "Cost", expanded: true })).toBeNull();
    expect(screen.getByRole("region", { name: "Providers" })).toBeDefined();
    expect(screen.getByText("zone: America/New_York")).toBeDefined();
  });
});
