import { describe, expect, it } from "vitest";
import { DEFAULT_INTENT } from "../../src/core/view-model/panel-intent.ts";
import type { PanelView } from "../../src/core/view-model/panel-view.ts";
import { PROTOCOL_VERSION } from "../../src/protocol/version.ts";
import { contextKeys, fake } from "../fakes/vscode-state.ts";
import { listenerCount } from "../fakes/vscode-values.ts";
import {
  appendIn,
  as,
  callNow,
  isReady,
  lines,
  runNow,
  settled,
  startLive,
  writeIn,
} from "./support/live.ts";

const CALLS = ".empathy/llm_calls.jsonl";

describe("the extension", () => {
  it("activates before anything of the workspace is read", () => {
    const { api } = startLive({ [CALLS]: lines(callNow()) });
    expect(api.figures()).toBeNull();
  });

  it("shows an appended record in card, feed and status bar", async () => {
    const live = startLive({ [CALLS]: lines(callNow()) });
    await live.until(isReady);
    expect(live.api.statusText()).toBe("$(pulse) $0.25 today");
    const view = await live.openView({ range: { kind: "today" } });
    expect(view.feed.total).toBe(1);
    appendIn(live.dir, CALLS, callNow({ workflow_name: "appended" }));
    await live.until(({ statusText }) => statusText() === "$(pulse) $0.50 today");
    const last = await lastView(live, (snapshot) => snapshot.feed.total === 2);
    expect(last.cards.find(({ id }) => id === "cost")?.value).toBe("$0.50");
    expect(last.feed.rows[0]?.workflow).toBe("appended");
    expect(live.api.loggedErrors).toEqual([]);
  });

  it("picks up a telemetry folder that is created later", async () => {
    const live = startLive({ "readme.md": "" });
    await live.until(({ figures }) => figures()?.state.kind === "no-files");
    expect(live.api.statusText()).toBe("");
    writeIn(live.dir, CALLS, lines(callNow()));
    await live.until(isReady);
    expect(contextKeys().get("empathyTelemetry.hasData")).toBe(true);
  });

  it("says that there is no folder in an empty window", async () => {
    const live = startLive(null);
    const view = await live.openView();
    expect(view.state.kind).toBe("no-folder");
  });

  it("works read-only in an untrusted workspace", async () => {
    const live = startLive({ [CALLS]: lines(callNow()) }, () => {
      fake.isTrusted = false;
      fake.workspaceConfig.set("empathyTelemetry.folders", ["/etc"]);
    });
    await live.until(isReady);
    const view = await live.openView();
    expect(view.notices.map(({ id }) => id)).toContain("restricted");
    expect(live.api.figures()?.settings.folders).toEqual([]);
    await fake.commands.get("empathyTelemetry.clearHistory")?.();
    expect(fake.messages.at(-1)?.text).toBe("This needs a trusted workspace.");
    expect(live.api.figures()?.dataset.calls.count).toBe(1);
  });

  it("drops hostile messages and stays alive", async () => {
    const live = startLive({ [CALLS]: lines(callNow()) });
    await live.until(isReady);
    await live.openView();
    const { webview } = live.view;
    const hostile: readonly unknown[] = [
      null,
      "ready",
      { type: "openFile", version: PROTOCOL_VERSION, label: 7 },
      { type: "runCommand", version: PROTOCOL_VERSION, command: "workbench.action.terminal.new" },
      { type: "openRawLine", version: 99, id: "call:x:0" },
      { type: "setSetting", version: PROTOCOL_VERSION, setting: { key: "folders", value: ["/"] } },
      { type: "__proto__", version: PROTOCOL_VERSION },
    ];
    for (const message of hostile) webview.receive(message);
    for (const label of ["/etc/passwd", "../../etc/passwd"]) {
      webview.receive({ type: "openFile", version: PROTOCOL_VERSION, label });
    }
    webview.receive({ type: "openRawLine", version: PROTOCOL_VERSION, id: "call:/etc/passwd:0" });
    webview.receive({ type: "openProblem", version: PROTOCOL_VERSION, id: "problem:/etc/passwd:0:x" });
    await settled();
    expect(fake.executed.map(({ command }) => command)).not.toContain("vscode.open");
    expect(fake.executed.map(({ command }) => command)).not.toContain("workbench.action.terminal.new");
    expect(fake.logLines.filter((line) => line.startsWith("warn"))).toHaveLength(1);
    expect(live.api.loggedErrors).toEqual([]);
  });

  it("refuses a range of a day that does not exist", async () => {
    const live = startLive({ [CALLS]: lines(callNow()) });
    await live.until(isReady);
    await live.openView();
    const answer = live.view.webview.next("failed");
    const intent = { ...DEFAULT_INTENT, range: { kind: "custom", from: "2026-02-30", to: null } };
    live.view.webview.receive({ type: "setIntent", version: PROTOCOL_VERSION, intentNumber: 2, intent });
    expect(await answer).toMatchObject({ question: "view", intentNumber: 2 });
    await settled();
    expect(live.view.webview.ofType("snapshot").map((message) => message["intentNumber"])).not.toContain(2);
    expect(fake.logLines.filter((line) => line.startsWith("warn"))).toHaveLength(1);
    expect(live.api.loggedErrors).toEqual([]);
  });

  it("leaves no listener behind", async () => {
    const before = listenerCount();
    const live = startLive({ [CALLS]: lines(callNow()), ".empathy/workflow_runs.jsonl": lines(runNow()) });
    await live.until(isReady);
    await live.openView();
    await fake.commands.get("empathyTelemetry.openDashboard")?.();
    expect(listenerCount()).toBeGreaterThan(before);
    live.dispose();
    expect(listenerCount()).toBe(before);
    expect(fake.commands.size).toBe(0);
    expect(fake.viewProviders.size + fake.serializers.size + fake.uriHandlers.length).toBe(0);
  });
});

async function lastView(
  live: ReturnType<typeof startLive>,
  wanted: (view: PanelView) => boolean,
): Promise<PanelView> {
  for (;;) {
    const view = live.api.lastSnapshot()?.view;
    if (view !== undefined && wanted(view)) return view;
    as<object>(await live.view.webview.next("snapshot"));
  }
}
