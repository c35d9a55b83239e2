import { renameSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { CreateReader } from "../../src/extension/telemetry/telemetry-reader.ts";
import { TelemetryService } from "../../src/extension/telemetry/telemetry-service.ts";
import { chooseRoots, telemetryFoldersOf } from "../../src/extension/telemetry/workspace-roots.ts";
import { changeConfig, events, fake, grantTrust, resetFake, setFolders } from "../fakes/vscode-state.ts";
import { listenerCount } from "../fakes/vscode-values.ts";
import { callNow, isReady, lines, makeFolder, settled, startLive, writeIn } from "./support/live.ts";
import { SilentReader } from "./support/silent-reader.ts";

const CALLS = ".empathy/llm_calls.jsonl";

const log = {
  lines: [] as string[],
  error: (message: string) => void log.lines.push(message),
  warn: (message: string) => void log.lines.push(message),
  info: () => undefined,
  debug: () => undefined,
  show: () => undefined,
};

const loading = (createReader: CreateReader) => (): Promise<CreateReader> => Promise.resolve(createReader);

async function startSilent(dir: string): Promise<{ service: TelemetryService; reader: SilentReader }> {
  resetFake(dir);
  log.lines = [];
  fake.config.set("empathyTelemetry.homeStore", "off");
  const readers: SilentReader[] = [];
  const service = new TelemetryService({
    loadReader: loading((options) => {
      const made = new SilentReader(options);
      readers.push(made);
      return made;
    }),
    log,
    now: () => 1000,
    env: {},
  });
  await service.start();
  const [reader] = readers;
  if (reader === undefined) throw new Error("no reader was made");
  return { service, reader };
}

const changed = (service: TelemetryService): Promise<void> =>
  new Promise((resolve) => {
    const subscription = service.onDidChange(() => {
      subscription.dispose();
      resolve();
    });
  });

describe("TelemetryService", () => {
  it("reads .empathy and .attune of every workspace folder, once started", async () => {
    const dir = makeFolder();
    const { service, reader } = await startSilent(dir);
    expect(reader.roots.map(({ path }) => path)).toEqual([join(dir, ".empathy"), join(dir, ".attune")]);
    expect(reader.asked.filter((item) => item === "start")).toHaveLength(1);
    await service.start();
    expect(reader.asked.filter((item) => item === "start")).toHaveLength(1);
    service.dispose();
  });

  it("shows progress while the first reading lasts, as one event a frame", async () => {
    const { service, reader } = await startSilent(makeFolder());
    expect(service.figures()?.state).toEqual({ kind: "loading", bytesRead: 0, bytesTotal: 0, records: 0 });
    await changed(service);
    let count = 0;
    service.onDidChange(() => (count += 1));
    for (let bytesRead = 1; bytesRead <= 50; bytesRead++) {
      reader.emitter.fire({ kind: "progress", bytesRead, bytesTotal: 50, records: 0 });
    }
    await changed(service);
    expect(count).toBe(1);
    expect(service.figures()?.state).toMatchObject({ kind: "loading", bytesRead: 50, bytesTotal: 50 });
    service.dispose();
  });

  it("polls only where there is something to read", async () => {
    const { service, reader } = await startSilent(makeFolder());
    reader.state = {
      overall: "no-files",
      files: [],
      roots: [{ path: "/x", label: "x", state: "absent", isWatched: false }],
    };
    reader.emitter.fire({ kind: "files" });
    expect(reader.asked.at(-1)).toBe("poll 0");
    const state = "ok" as const;
    const file = { fileId: 1, path: "/x/a.jsonl", label: "a", state, errorCode: null, cutAtMs: null };
    reader.state = { ...reader.state, overall: "ready", files: [file] };
    reader.emitter.fire({ kind: "reset" });
    expect(reader.asked.at(-1)).toBe("poll 30000");
    changeConfig("empathyTelemetry.refreshSeconds", 0);
    await changed(service);
    await settled();
    expect(reader.asked.at(-1)).toBe("poll 0");
    service.dispose();
  });

  it("follows settings and folders with the one reader", async () => {
    const { service, reader } = await startSilent(makeFolder());
    const other = makeFolder();
    changeConfig("empathyTelemetry.naiveTimeZone", "Asia/Tokyo");
    changeConfig("editor.fontSize", 12);
    setFolders(other);
    events.folders.fire();
    while (reader.roots[0]?.path !== join(other, ".empathy")) await settled();
    expect(reader.zone).toBe("Asia/Tokyo");
    service.dispose();
    expect(reader.asked.at(-1)).toBe("dispose");
  });

  it("takes a setting that changes before the start into the start", async () => {
    resetFake(makeFolder());
    const service = new TelemetryService({
      loadReader: loading((options) => new SilentReader(options)),
      log,
      now: () => 0,
      env: {},
    });
    changeConfig("empathyTelemetry.timeZone", "Asia/Tokyo");
    expect(service.settings.timeZone).toBe("Asia/Tokyo");
    expect(service.figures()).toBeNull();
    expect(service.pathOf(1)).toBeNull();
    service.dispose();
  });

  it("hands tags and refreshes on", async () => {
    const { service, reader } = await startSilent(makeFolder());
    service.setUserTags(new Map());
    await service.refresh();
    expect(reader.asked.slice(-2)).toEqual(["tags", "refresh"]);
    expect([service.pathOf(1), service.pathOf(2)]).toEqual(["/known", null]);
    service.dispose();
  });

  it("tells the reader whether somebody looks, also one that is opened later", async () => {
    const { service, reader } = await startSilent(makeFolder());
    expect(reader.asked).toContain("visible false");
    service.setVisible(true);
    expect(reader.asked.at(-1)).toBe("visible true");
    service.dispose();
  });

  it("tells of looks once a second at most, however often a drive is looked at", async () => {
    const { service, reader } = await startSilent(makeFolder());
    const looks: number[] = [];
    service.onDidCheck((atMs) => looks.push(atMs));
    for (const atMs of [5_000, 5_250, 5_999, 6_000, 9_000, 8_000]) {
      reader.checkedAtMs = atMs;
      reader.emitter.fire({ kind: "checked" });
    }
    expect(looks).toEqual([5_000, 6_000, 9_000, 8_000]);
    service.dispose();
  });

  it("tells of a look that found nothing apart from changes", async () => {
    const { service, reader } = await startSilent(makeFolder());
    await changed(service);
    const looks: number[] = [];
    let changes = 0;
    service.onDidCheck((atMs) => looks.push(atMs));
    service.onDidChange(() => (changes += 1));
    reader.checkedAtMs = 77;
    reader.emitter.fire({ kind: "checked" });
    expect(looks).toEqual([77]);
    const later = changed(service);
    reader.emitter.fire({ kind: "changed" });
    await later;
    expect(changes).toBe(1);
    service.dispose();
  });

  it("starts anew after a start that failed", async () => {
    resetFake(makeFolder());
    fake.config.set("empathyTelemetry.homeStore", "off");
    let tries = 0;
    const service = new TelemetryService({
      loadReader: loading((options) => {
        tries += 1;
        if (tries === 1) throw new Error("planted");
        return new SilentReader(options);
      }),
      log,
      now: () => 0,
      env: {},
    });
    await expect(service.start()).rejects.toThrow("planted");
    expect(service.figures()).toBeNull();
    await service.start();
    expect(service.figures()).not.toBeNull();
    service.dispose();
  });

  it("leaves no listener behind, even when it ends while it starts", async () => {
    const before = listenerCount();
    resetFake(makeFolder());
    const readers: SilentReader[] = [];
    const service = new TelemetryService({
      loadReader: loading((options) => {
        readers.push(new SilentReader(options));
        return readers[0] ?? new SilentReader(options);
      }),
      log,
      now: () => 0,
      env: {},
    });
    const starting = service.start();
    service.dispose();
    await starting;
    expect(readers).toEqual([]);
    expect(listenerCount()).toBe(before);
  });
});

describe("the telemetry that is read", () => {
  it("offers folders in sub-folders of a trusted workspace and reads them after a yes", async () => {
    const live = startLive({
      [CALLS]: lines(callNow()),
      "tools/job/.empathy/llm_calls.jsonl": lines(callNow()),
    });
    const isOffered = (): Promise<boolean> =>
      live.openView().then(({ notices }) => notices.some(({ id }) => id === "nested-folders"));
    await live.until(isReady);
    while (!(await isOffered())) await settled();
    live.view.webview.receive({ type: "runCommand", version: 1, command: "addNestedFolders" });
    await live.until(({ figures }) => figures()?.dataset.calls.count === 2);
    expect(fake.workspaceConfig.get("empathyTelemetry.folders")).toEqual(["tools/job/.empathy"]);
    expect(await isOffered()).toBe(false);
  });

  it("reads the workspace's configured folders only once the workspace is trusted", async () => {
    const other = makeFolder({ "llm_calls.jsonl": lines(callNow(), callNow()) });
    const live = startLive({ [CALLS]: lines(callNow()) }, () => {
      fake.isTrusted = false;
      fake.workspaceConfig.set("empathyTelemetry.folders", [other, "./also-here/"]);
    });
    await live.until(isReady);
    expect(live.api.figures()?.dataset.calls.count).toBe(1);
    grantTrust();
    await live.until(({ figures }) => figures()?.dataset.calls.count === 3);
  });

  it("reads the home store after consent, narrowed to this project", async () => {
    const home = makeFolder();
    const dir = makeFolder();
    resetFake(dir);
    const ask = { folders: [], homeStore: "ask" } as const;
    expect((await chooseRoots(ask, {}, home)).offersHomeStore).toBe(false);
    writeIn(home, ".attune/telemetry/workflow_runs.jsonl", "");
    expect((await chooseRoots(ask, {}, home)).offersHomeStore).toBe(true);
    const yes = await chooseRoots({ ...ask, homeStore: "on" }, {}, home);
    expect(yes.offersHomeStore).toBe(false);
    const root = yes.roots.find(({ path }) => path === join(home, ".attune", "telemetry"));
    expect(root?.project?.projectNames).toEqual([dir.slice(dir.lastIndexOf("/") + 1)]);
    expect((await chooseRoots({ ...ask, homeStore: "off" }, {}, home)).roots).toHaveLength(2);
  });

  it("takes a project folder for the telemetry folders in it", async () => {
    const project = makeFolder({ ".attune/llm_calls.jsonl": "" });
    expect(await telemetryFoldersOf(project)).toEqual([join(project, ".attune")]);
    expect(await telemetryFoldersOf(join(project, ".attune"))).toEqual([join(project, ".attune")]);
  });

  it("says that files went away, and keeps up when they return", async () => {
    const live = startLive({ [CALLS]: lines(callNow()) });
    await live.until(isReady);
    renameSync(join(live.dir, ".empathy"), join(live.dir, "moved"));
    await live.until(({ figures }) => figures()?.state.kind === "no-files");
    renameSync(join(live.dir, "moved"), join(live.dir, ".empathy"));
    await live.until(isReady);
    expect(live.api.loggedErrors).toEqual([]);
  });
});
