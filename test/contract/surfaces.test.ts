import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import type * as vscode from "vscode";
import { EXTENSION_ID } from "../../src/extension/command-ids.ts";
import { TelemetryService } from "../../src/extension/telemetry/telemetry-service.ts";
import { executedCommands, fake } from "../fakes/vscode-state.ts";
import { Uri } from "../fakes/vscode-values.ts";
import { FakeWebviewPanel } from "../fakes/vscode-webview.ts";
import { as, callNow, isReady, lines, readyMessage, runNow, settled, startLive } from "./support/live.ts";

const root = join(import.meta.dirname, "..", "..");
const FILES = { ".empathy/llm_calls.jsonl": lines(callNow()) };
const run = (name: string, argument?: unknown): unknown =>
  fake.commands.get(`empathyTelemetry.${name}`)?.(argument);

function serializer(): vscode.WebviewPanelSerializer {
  return as(fake.serializers.get("empathyTelemetry.dashboard"));
}

async function openDashboard(): Promise<FakeWebviewPanel> {
  await run("openDashboard");
  const panel = fake.panels.at(-1);
  if (panel === undefined) throw new Error("no dashboard was opened");
  return panel;
}

describe("the page", () => {
  it("is a static shell under a strict policy", async () => {
    const live = startLive(FILES);
    await live.openView();
    const { html, options } = live.view.webview;
    const nonce = /script-src 'nonce-([^']+)'/.exec(html)?.[1] ?? "";
    expect(Buffer.from(nonce, "base64")).toHaveLength(16);
    expect(html).toContain(`default-src 'none'; script-src 'nonce-${nonce}'`);
    expect(html).toMatch(/style-src [^;]*'nonce-/);
    const marked = [...html.matchAll(/nonce="([^"]+)"/g)].map(([, of]) => of);
    expect(marked).toEqual([nonce, nonce]);
    expect(html.split(`'nonce-${nonce}'`)).toHaveLength(3);
    expect(html).not.toMatch(/unsafe|connect-src|img-src|data:|https:\/\/(?!webview\.test)/);
    expect(html.match(/<script/g)).toHaveLength(1);
    expect(html).toContain('data-surface="sidebar"');
    expect(options).toEqual({
      enableScripts: true,
      localResourceRoots: [Uri.file("/extension/dist/webview")],
    });
  });

  it("shows a first line before anything is fetched", async () => {
    const live = startLive(FILES);
    await live.openView();
    const { html } = live.view.webview;
    const [before = ""] = html.split(/<link|<script/);
    expect(before).toMatch(
      /<style nonce="[^"]+">.*<p class="first" role="status">Loading telemetry\.\.\.<\/p>/s,
    );
  });

  it("has a nonce of its own each time", async () => {
    const [first, second] = [startLive(FILES), startLive(FILES)];
    await first.openView();
    await second.openView();
    expect(first.view.webview.html).not.toBe(second.view.webview.html);
  });
});

describe("the surfaces together", () => {
  it("tell whether one of them is visible", async () => {
    const live = startLive(FILES);
    const told = vi.spyOn(TelemetryService.prototype, "setVisible");
    onTestFinished(() => told.mockRestore());
    const last = () => told.mock.lastCall?.[0];
    await live.openView();
    expect(last()).toBe(true);
    const panel = await openDashboard();
    live.view.setVisible(false);
    expect(last()).toBe(true);
    panel.setVisible(false);
    expect(last()).toBe(false);
    live.view.setVisible(true);
    expect(last()).toBe(true);
    live.view.setVisible(false);
    panel.setVisible(true);
    panel.dispose();
    expect(last()).toBe(false);
  });
});

describe("the dashboard", () => {
  it("opens once and is revealed after that", async () => {
    startLive(FILES);
    const panel = await openDashboard();
    await run("openDashboard");
    expect(fake.panels).toHaveLength(1);
    expect(panel.reveals).toBe(1);
    panel.dispose();
    await openDashboard();
    expect(fake.panels).toHaveLength(2);
  });

  it("is restored with its options set again, and only once", async () => {
    startLive(FILES);
    const restored = new FakeWebviewPanel("empathyTelemetry.dashboard", "", {});
    await serializer().deserializeWebviewPanel(as(restored), {});
    expect(restored.webview.options).toMatchObject({ enableScripts: true });
    expect(restored.webview.html).toContain('data-surface="dashboard"');
    const second = new FakeWebviewPanel("empathyTelemetry.dashboard", "", {});
    await serializer().deserializeWebviewPanel(as(second), {});
    expect(second.isDisposed).toBe(true);
  });

  it("answers its own webview", async () => {
    const live = startLive(FILES);
    await live.until(isReady);
    const panel = await openDashboard();
    const first = panel.webview.next("snapshot");
    panel.webview.receive(readyMessage());
    expect((await first)["revision"]).toBe(1);
  });
});

describe("revealing", () => {
  it("prefers the visible dashboard", async () => {
    const live = startLive(FILES);
    await live.openView();
    const panel = await openDashboard();
    const first = panel.webview.next("snapshot");
    panel.webview.receive(readyMessage());
    await first;
    await run("showDataHealth");
    expect(panel.webview.ofType("show")).toHaveLength(1);
    expect(live.view.webview.ofType("show")).toHaveLength(0);
    panel.setVisible(false);
    await run("showDataHealth");
    expect(live.view.webview.ofType("show")).toHaveLength(1);
  });

  it("focuses the side bar and waits for its page when nothing is visible", async () => {
    const live = startLive(FILES);
    await run("showDataHealth");
    expect(executedCommands()).toContain("empathyTelemetry.panel.focus");
    await live.openView();
    expect(live.view.webview.ofType("show")[0]?.["target"]).toEqual({ kind: "health" });
  });

  it("waits for a side bar that is hidden", async () => {
    const live = startLive(FILES);
    await live.openView();
    live.view.setVisible(false);
    fake.answers.push("Last 30 days");
    await run("setTimeRange");
    live.view.setVisible(true);
    live.view.webview.receive(readyMessage());
    expect(live.view.webview.ofType("show")[0]?.["target"]).toEqual({ kind: "range", range: "30d" });
  });

  it("does nothing when no range is picked", async () => {
    const live = startLive(FILES);
    await live.openView();
    await run("setTimeRange");
    expect(live.view.webview.ofType("show")).toEqual([]);
  });
});

describe("a run that is looked at", () => {
  it.each(["run:.empathy/workflow_runs.jsonl:0", "run:r1"])("as %s comes with its own line", async (id) => {
    const text = runNow({ run_id: "r1", review_board: { seats: 3 }, metadata: { branch: "main" } });
    const live = startLive({ ".empathy/workflow_runs.jsonl": lines(text, runNow()) });
    await live.until(isReady);
    const { peek } = await live.openView({ peek: { kind: "run", id } });
    if (peek?.kind !== "run") throw new Error("no run");
    expect(peek.rawPreview).toBe(text);
    expect(peek.fields).toContainEqual({ label: "review_board", value: '{"seats":3}' });
    expect(peek.metadata).toEqual([{ label: "branch", value: "main" }]);
  });

  it("has no line while it is in progress", async () => {
    const live = startLive({ ".empathy/llm_calls.jsonl": lines(callNow({ metadata: { run_id: "r2" } })) });
    await live.until(isReady);
    const { peek } = await live.openView({ peek: { kind: "run", id: "run:r2" } });
    expect(peek).toMatchObject({ kind: "run", fields: [], rawPreview: "", rawLocation: "" });
  });
});

describe("the guide", () => {
  it("is opened in the browser, from the panel and only when it is asked for", async () => {
    const live = startLive(FILES);
    const packageJSON: unknown = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    fake.extensions.set(EXTENSION_ID, { packageJSON, activate: async () => undefined });
    await live.openView();
    expect(fake.opened).toEqual([]);
    live.view.webview.receive({ type: "runCommand", version: 1, command: "openGuide" });
    await settled();
    const [address = ""] = fake.opened;
    const [repository, file] = address.split("/blob/main/");
    expect(packageJSON).toHaveProperty("repository.url", `${repository}.git`);
    expect(existsSync(join(root, file ?? "?"))).toBe(true);
  });
});

describe("a copied link", () => {
  it("leads back to its record", async () => {
    const live = startLive(FILES);
    await live.until(isReady);
    const view = await live.openView({ range: { kind: "all" } });
    const id = view.feed.rows[0]?.id ?? "";
    live.view.webview.receive({ type: "copyLink", version: 1, recordKind: "call", id });
    expect(fake.clipboard).toMatch(/^vscode:\/\/empathy-telemetry\.empathy-telemetry\/open\?kind=call&id=/);
    const handler = as<vscode.UriHandler>(fake.uriHandlers[0]);
    const query = fake.clipboard.slice(fake.clipboard.indexOf("?") + 1);
    await handler.handleUri(as({ path: "/open", query }));
    expect(live.view.webview.ofType("show")[0]?.["target"]).toEqual({
      kind: "record",
      recordKind: "call",
      id,
    });
  });

  it.each([
    { path: "/run", query: "kind=call&id=x" },
    { path: "/open", query: "kind=command&id=x" },
    { path: "/open", query: "kind=run" },
    { path: "/open", query: `kind=run&id=${"x".repeat(3000)}` },
  ])("is ignored when it names no record: $path $query.length", async (uri) => {
    const live = startLive(FILES);
    await live.openView();
    await as<vscode.UriHandler>(fake.uriHandlers[0]).handleUri(as(uri));
    expect(live.view.webview.ofType("show")).toEqual([]);
    expect(fake.logLines.some((line) => line.startsWith("warn"))).toBe(true);
  });
});
