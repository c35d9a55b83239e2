import { act, fireEvent, screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { ExportProgressMessage } from "../../../src/protocol/to-webview.ts";
import { PROTOCOL_VERSION } from "../../../src/protocol/version.ts";
import { renderPanel } from "../fixtures/render-panel.tsx";
import { resizeTo } from "../fixtures/resize.ts";

async function dashboard(options: Parameters<typeof renderPanel>[0] = {}) {
  const rendered = await renderPanel({ surface: "dashboard", ...options });
  resizeTo(1200);
  return rendered;
}

describe("the range", () => {
  it("is chosen from the usual ones, from the first page on", async () => {
    const { host, user } = await renderPanel();
    await user.click(screen.getByRole("button", { name: "Next page" }));
    await user.selectOptions(screen.getByRole("combobox", { name: "Range" }), "Last 30 days");
    expect(host.intent).toMatchObject({ range: { kind: "30d" }, feed: { offset: 0 } });
  });

  it("is whole days of one's own, either side open", async () => {
    const { host, user } = await renderPanel();
    await user.selectOptions(screen.getByRole("combobox", { name: "Range" }), "Custom…");
    expect(host.intent.range).toEqual({ kind: "custom", from: null, to: null });
    fireEvent.change(screen.getByLabelText("From"), { target: { value: "2026-01-05" } });
    fireEvent.change(screen.getByLabelText("To"), { target: { value: "2026-01-31" } });
    expect(host.intent.range).toEqual({ kind: "custom", from: "2026-01-05", to: "2026-01-31" });
    fireEvent.change(screen.getByLabelText("From"), { target: { value: "" } });
    expect(host.intent.range).toEqual({ kind: "custom", from: null, to: "2026-01-31" });
  });

  it("does not ask for years that are half typed", async () => {
    const { host, user } = await renderPanel();
    await user.selectOptions(screen.getByRole("combobox", { name: "Range" }), "Custom…");
    fireEvent.change(screen.getByLabelText("From"), { target: { value: "0202-01-05" } });
    expect(host.intent.range).toEqual({ kind: "custom", from: null, to: null });
  });
});

describe("the basis", () => {
  it("is explained, and chosen where there is a choice", async () => {
    const { host, user } = await dashboard();
    await user.click(screen.getByRole("button", { name: "basis: calls" }));
    const dialog = within(screen.getByRole("dialog", { name: "basis: calls" }));
    expect(dialog.getByText(/those of the recorded model calls/)).toBeDefined();
    await user.selectOptions(dialog.getByRole("combobox", { name: "Basis" }), "Runs");
    expect(host.intent.basis).toBe("runs");
  });

  it("says which one the range has none of", async () => {
    const { user } = await dashboard({
      adapt: (view) => ({
        ...view,
        basis: { value: "runs", isAuto: true, hasCalls: false, hasRuns: false },
      }),
    });
    await user.click(screen.getByRole("button", { name: "basis: runs" }));
    expect(screen.getByText("no calls in this range")).toBeDefined();
    expect(screen.getByText("no runs in this range")).toBeDefined();
    expect(screen.getByRole("option", { name: "Calls" })).toHaveProperty("disabled", true);
  });
});

describe("the settings menu", () => {
  const open = async () => {
    const rendered = await renderPanel();
    resizeTo(300);
    await rendered.user.click(screen.getByRole("button", { name: "Settings and more" }));
    return rendered;
  };

  it("writes the settings that it shows", async () => {
    const { host, user } = await open();
    await user.selectOptions(screen.getByRole("combobox", { name: "Check files every" }), "only on change");
    await user.selectOptions(screen.getByRole("combobox", { name: "Chart colours" }), "colour-blind safe");
    await user.click(screen.getByRole("checkbox", { name: "Hide test workflows" }));
    await user.click(screen.getByRole("checkbox", { name: "Merge calls recorded twice" }));
    expect(host.of("setSetting").map(({ setting }) => setting)).toEqual([
      { key: "refreshSeconds", value: 0 },
      { key: "chartColors", value: "colorblind" },
      { key: "hideTestWorkflows", value: true },
      { key: "mergeTwins", value: false },
    ]);
  });

  it("has what the side bar has no room for", async () => {
    const { host, user } = await open();
    expect(screen.getByRole("combobox", { name: "Basis" })).toBeDefined();
    await user.click(screen.getByRole("button", { name: "Open the dashboard" }));
    await user.click(screen.getByRole("button", { name: "Settings and more" }));
    await user.click(screen.getByRole("button", { name: "Export what is shown…" }));
    expect(host.of("runCommand")[0]?.command).toBe("openDashboard");
    expect(host.of("export")[0]).toMatchObject({ range: { kind: "7d" }, feed: { kind: "calls" } });
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("leads to the rest", async () => {
    const { host, user } = await open();
    for (const name of ["All settings", "Walkthrough", "Guide", "Show log", "Clear history…"]) {
      await user.click(screen.getByRole("button", { name }));
      await user.click(screen.getByRole("button", { name: "Settings and more" }));
    }
    await user.click(screen.getByRole("button", { name: "Data health" }));
    const commands = host.of("runCommand").map(({ command }) => command);
    expect(commands).toEqual(["openSettings", "openWalkthrough", "openGuide", "openLog", "clearHistory"]);
    expect(host.intent.peek).toEqual({ kind: "health" });
  });

  it("does not offer the dashboard in the dashboard", async () => {
    const { user } = await dashboard();
    await user.click(screen.getByRole("button", { name: "Settings and more" }));
    expect(screen.queryByRole("button", { name: "Open the dashboard" })).toBeNull();
  });
});

describe("refresh and export", () => {
  const progress = (state: ExportProgressMessage["state"], done = 1200): ExportProgressMessage => ({
    type: "exportProgress",
    version: PROTOCOL_VERSION,
    state,
    done,
    total: 5000,
  });

  it("ask the host", async () => {
    const { host, user } = await dashboard();
    await user.click(screen.getByRole("button", { name: "Refresh" }));
    await user.click(screen.getByRole("button", { name: "Export what is shown…" }));
    expect(host.of("runCommand")[0]?.command).toBe("refresh");
    expect(host.of("export")).toHaveLength(1);
  });

  it("show how far an export is, and cancel it", async () => {
    const { host, user, store } = await renderPanel();
    act(() => store.receive(progress("running")));
    expect(screen.getByText("Exporting 1,200 of 5,000")).toBeDefined();
    await user.click(screen.getByRole("button", { name: "Cancel" }));
    expect(host.of("cancelExport")).toHaveLength(1);
  });

  it("say how it ended, also to screen readers, until dismissed", async () => {
    const { user, store, announcer } = await renderPanel();
    for (const [state, text] of [
      ["done", "Exported 5,000 records"],
      ["cancelled", "Export cancelled. No file was written."],
      ["failed", "The export failed. The log says why."],
    ] as const) {
      act(() => store.receive(progress(state, 5000)));
      expect(screen.getAllByText(text).length).toBeGreaterThan(0);
    }
    expect(announcer.getText()).toBe("Exported 5,000 records");
    await user.click(screen.getByRole("button", { name: "Close" }));
    expect(screen.queryByText("The export failed. The log says why.")).toBeNull();
  });
});
