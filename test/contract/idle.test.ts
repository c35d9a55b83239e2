// What a panel costs while nothing happens: the clock is the test's, the files are none.
import { afterEach, describe, expect, it, vi } from "vitest";
import type * as vscode from "vscode";
import type { PanelIntent } from "../../src/core/view-model/panel-intent.ts";
import { DEFAULT_INTENT } from "../../src/core/view-model/panel-intent.ts";
import type { PanelView } from "../../src/core/view-model/panel-view.ts";
import { PanelModel } from "../../src/extension/panel/panel-model.ts";
import { PanelSession } from "../../src/extension/panel/panel-session.ts";
import type { ReaderOptions } from "../../src/extension/telemetry/telemetry-reader.ts";
import type { RecordText } from "../../src/extension/telemetry/record-text.ts";
import { TelemetryService } from "../../src/extension/telemetry/telemetry-service.ts";
import { fake, FakeMemento, resetFake } from "../fakes/vscode-state.ts";
import { FakeWebviewView } from "../fakes/vscode-webview.ts";
import { aCall, aLine, counts } from "../fixtures/records.ts";
import { as, makeFolder, readyMessage } from "./support/live.ts";
import { SilentReader } from "./support/silent-reader.ts";

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const POLL_MS = 30 * SECOND_MS;
/** In the middle of an hour, in the afternoon. */
const START_MS = Date.UTC(2026, 1, 2, 15, 20, 30);
const quiet = {
  error: fail,
  warn: fail,
  info: () => undefined,
  debug: () => undefined,
  show: () => undefined,
};

function fail(message: string): void {
  throw new Error(message);
}

interface Stage {
  readonly view: FakeWebviewView;
  readonly reader: SilentReader;
  /** Appends a call of this age; one with a run id and no run line is a run in progress. */
  readonly add: (ageMs: number, runId?: string) => void;
  /** Lets time pass, with a look at the files every 30 s that finds nothing. */
  readonly idle: (durationMs: number) => Promise<void>;
  /** Posted since this was asked last. */
  readonly news: (type: string) => readonly Record<string, unknown>[];
}

async function open(intent: Partial<PanelIntent>, prepare: (stage: Stage) => void): Promise<Stage> {
  vi.useFakeTimers({
    now: START_MS,
    toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date", "performance"],
  });
  resetFake(makeFolder());
  for (const key of ["timeZone", "naiveTimeZone"]) fake.config.set(`empathyTelemetry.${key}`, "UTC");
  fake.config.set("empathyTelemetry.homeStore", "off");
  const readers: SilentReader[] = [];
  const createReader = (options: ReaderOptions): SilentReader => {
    const made = new SilentReader(options);
    readers.push(made);
    return made;
  };
  const service = new TelemetryService({
    loadReader: () => Promise.resolve(createReader),
    log: quiet,
    now: () => Date.now(),
    env: {},
  });
  const model = new PanelModel({
    service,
    recordText: as<RecordText>({ read: () => Promise.resolve(null) }),
    memory: as(new FakeMemento()),
    isTrusted: () => true,
    archivedTo: () => null,
  });
  await service.start();
  // Loads the part that makes views, which no clock of the test drives.
  await model.buildView(DEFAULT_INTENT);
  const [reader] = readers;
  if (reader === undefined) throw new Error("no reader was made");
  const stage = stageOf(service, model, reader);
  prepare(stage);
  stage.view.webview.receive(readyMessage({ range: { kind: "7d" }, ...intent }));
  await vi.advanceTimersByTimeAsync(SECOND_MS);
  expect(stage.news("snapshot")).toHaveLength(1);
  return stage;
}

function stageOf(service: TelemetryService, model: PanelModel, reader: SilentReader): Stage {
  const view = new FakeWebviewView();
  const frame = {
    surface: "sidebar" as const,
    webview: as<vscode.Webview>(view.webview),
    isVisible: () => view.visible,
    onDidChangeVisibility: view.onDidChangeVisibility as vscode.Event<void>,
  };
  const host = {
    hostSessionId: "host",
    onDidChange: service.onDidChange,
    onDidCheck: service.onDidCheck,
    dataRevision: () => model.dataRevision(),
    isAnswerable: () => true,
    buildView: (intent: PanelIntent) => model.buildView(intent),
    listRows: async () => ({ total: 0, rows: [] }),
    rememberIntent: () => undefined,
    rememberedRange: () => null,
    perform: () => Promise.resolve(),
  };
  const session = new PanelSession(frame, host, quiet, () => undefined);
  const { dataset } = reader;
  const file = dataset.registerFile({ label: ".empathy/llm_calls.jsonl", kind: "call", rootId: 0 });
  reader.state = { overall: "ready", files: [], roots: [] };
  stopAfter.push(
    () => session.dispose(),
    () => service.dispose(),
  );
  let lines = 0;
  const seen = new Map<string, number>();
  return {
    view,
    reader,
    add: (ageMs, runId) => {
      const atMs = Date.now() - ageMs;
      const record = aCall({ callId: `call-${lines}`, atMs, runId: runId ?? null });
      dataset.addRecord(file, aLine(lines * 100, 100, lines + 1), record);
      lines += 1;
      dataset.setFileCounts(file.fileId, counts({ bytes: lines * 100, lines, records: lines }));
      reader.emitter.fire({ kind: "changed" });
    },
    idle: async (durationMs) => {
      for (let passedMs = 0; passedMs < durationMs; passedMs += POLL_MS) {
        await vi.advanceTimersByTimeAsync(POLL_MS);
        reader.checkedAtMs = Date.now();
        reader.emitter.fire({ kind: "checked" });
      }
    },
    news: (type) => {
      const all = view.webview.ofType(type);
      const fresh = all.slice(seen.get(type) ?? 0);
      seen.set(type, all.length);
      return fresh;
    },
  };
}

const stopAfter: (() => void)[] = [];

afterEach(() => {
  for (const stop of stopAfter.splice(0)) stop();
  vi.useRealTimers();
});

const viewIn = (message: Record<string, unknown> | undefined): PanelView => as<PanelView>(message?.["view"]);

describe("an idle panel", () => {
  it("is sent no view, only the time of each look at the files", async () => {
    const stage = await open({}, ({ add }) => add(2 * HOUR_MS));
    await stage.idle(30 * MINUTE_MS);
    expect(stage.news("snapshot")).toEqual([]);
    const looks = stage.news("checked");
    expect(looks).toHaveLength(60);
    expect(looks.at(-1)?.["checkedAtMs"]).toBe(Date.now());
    expect(JSON.stringify(looks[0]).length).toBeLessThan(80);
  });

  it("is sent a new record at once, and nothing twice", async () => {
    const stage = await open({}, ({ add }) => add(2 * HOUR_MS));
    stage.add(MINUTE_MS);
    await vi.advanceTimersByTimeAsync(SECOND_MS);
    expect(stage.news("snapshot")).toHaveLength(1);
    await stage.idle(5 * MINUTE_MS);
    expect(stage.news("snapshot")).toEqual([]);
  });

  it("is sent the new day", async () => {
    const stage = await open({ range: { kind: "today" } }, ({ add }) => add(2 * HOUR_MS));
    await stage.idle(9 * HOUR_MS);
    const last = viewIn(stage.news("snapshot").at(-1));
    expect(last.range.window.fromMs).toBe(Date.UTC(2026, 1, 3));
    expect(last.feed.total).toBe(0);
  });

  it("is told when the data become stale", async () => {
    const stage = await open({ range: { kind: "all" } }, ({ add }) => add(23 * HOUR_MS + 50 * MINUTE_MS));
    await stage.idle(9 * MINUTE_MS);
    expect(stage.news("snapshot")).toEqual([]);
    await stage.idle(3 * MINUTE_MS);
    const [only, ...more] = stage.news("snapshot");
    expect(viewIn(only).health.isStale).toBe(true);
    expect(viewIn(only).notices.map(({ id }) => id)).toEqual(["stale"]);
    expect(more).toEqual([]);
  });

  it("is told when a run has been silent for too long", async () => {
    const feed = { ...DEFAULT_INTENT.feed, kind: "runs" as const };
    const stage = await open({ feed }, ({ add }) => add(SECOND_MS, "open-run"));
    await stage.idle(3 * MINUTE_MS);
    const [only, ...more] = stage.news("snapshot");
    expect(viewIn(only).feed.rows[0]?.status).toBe("incomplete");
    expect(more).toEqual([]);
  });

  it("costs nothing while it is hidden", async () => {
    const stage = await open({}, ({ add }) => add(2 * HOUR_MS));
    stage.view.setVisible(false);
    await stage.idle(10 * MINUTE_MS);
    expect([stage.news("snapshot"), stage.news("checked")]).toEqual([[], []]);
  });
});
