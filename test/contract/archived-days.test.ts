import { existsSync, readdirSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { computeStats } from "../../src/core/rollup/compute-stats.ts";
import type { PanelView } from "../../src/core/view-model/panel-view.ts";
import { HistoryFiles } from "../../src/node/history/history-files.ts";
import type { TestApi } from "../../src/extension/test-api.ts";
import { fake } from "../fakes/vscode-state.ts";
import type { Live } from "./support/live.ts";
import {
  activateLive,
  appendIn,
  as,
  callNow,
  FakeContext,
  isReady,
  lines,
  makeFolder,
  runNow,
  settled,
  startLive,
} from "./support/live.ts";

const CALLS = ".empathy/llm_calls.jsonl";
const FILES = { [CALLS]: lines(callNow(), callNow()), ".empathy/workflow_runs.jsonl": lines(runNow()) };
const OLD = ".empathy/archive/2020-01-01T00-00-00.000Z/llm_calls.jsonl";
const run = (name: string): Promise<unknown> =>
  Promise.resolve(fake.commands.get(`empathyTelemetry.${name}`)?.());

/** Calls that count over all: records and archived days. */
function callsNow(api: TestApi): number {
  const figures = api.figures();
  if (figures === null) return -1;
  const { nowMs, dataset } = figures;
  const window = { fromMs: null, toMs: null };
  const query = { window, timeZone: "UTC", nowMs, mergeTwins: true, hiddenWorkflows: [] };
  return computeStats(dataset, query).calls.count;
}

async function startCleared(answer?: string): Promise<Live> {
  const live = startLive(FILES);
  await live.until(isReady);
  fake.messageAnswers.set("Clear the telemetry history?", "Move to Archive");
  if (answer !== undefined) fake.messageAnswers.set("2 files were moved", answer);
  await run("clearHistory");
  // Its files count until it is certain that they are gone, and not being replaced.
  await live.until(({ figures }) => figures()?.dataset.calls.count === 0);
  return live;
}

const card = ({ cards }: PanelView, id: string) => cards.find((candidate) => candidate.id === id);
const dailyOf = (live: Live): string => join(live.dir, ".empathy/monitor/metrics/daily");

describe("days of a cleared history", () => {
  it("stay in the panel, marked as archived, also after a reload", async () => {
    const live = await startCleared();
    await live.until((api) => callsNow(api) === 2);
    expect(readdirSync(dailyOf(live))).toHaveLength(1);
    live.dispose();
    const again = activateLive(live.dir, new FakeContext(makeFolder(), live.context.workspaceState));
    await again.until((api) => callsNow(api) === 2);
    const view = await again.openView({ range: { kind: "7d" } });
    expect(view.state.kind).toBe("ready");
    expect(card(view, "cost")).toMatchObject({
      value: "$0.50",
      note: "from calls · includes 1 archived day",
    });
    expect(card(view, "latency")?.value).toMatch(/^~/);
    expect(view.cost.buckets.at(-1)).toMatchObject({ count: 2, hasArchived: true });
    expect(view.feed.total).toBe(0);
  });

  it("count at no moment twice while the files go, and once in the end", async () => {
    const live = startLive(FILES);
    await live.until(isReady);
    const seen = new Set<number>();
    live.api.onDidChange(() => seen.add(callsNow(live.api)));
    fake.messageAnswers.set("Clear the telemetry history?", "Move to Archive");
    await run("clearHistory");
    await live.until((api) => api.figures()?.dataset.calls.count === 0 && callsNow(api) === 2);
    // On a slow machine the files may be gone before their sums are made.
    expect([...seen].filter((count) => count !== 0)).toEqual([2]);
  });

  it("add up with what is recorded since, and are no more once the clear is undone", async () => {
    const live = await startCleared();
    appendIn(live.dir, CALLS, callNow());
    await live.until((api) => callsNow(api) === 3);
    const seen: number[] = [];
    const watch = live.api.onDidChange(() => seen.push(callsNow(live.api)));
    await run("undoClearHistory");
    await live.until((api) => api.figures()?.dataset.calls.count === 3);
    watch.dispose();
    expect(callsNow(live.api)).toBe(3);
    expect(Math.max(...seen)).toBeLessThanOrEqual(3);
    expect(readdirSync(dailyOf(live))).toEqual([]);
  });

  it("count once where a rotation has copied the file, and come back with the copy", async () => {
    const copy = `${CALLS}.1`;
    const live = startLive({ ...FILES, [copy]: FILES[CALLS] });
    await live.until((api) => isReady(api) && callsNow(api) === 2);
    fake.messageAnswers.set("Clear the telemetry history?", "Move to Archive");
    await run("clearHistory");
    expect(existsSync(join(live.dir, copy))).toBe(false);
    await live.until((api) => api.figures()?.dataset.calls.count === 0 && callsNow(api) === 2);
    await run("undoClearHistory");
    await live.until((api) => api.figures()?.dataset.calls.count === 2 && callsNow(api) === 2);
    expect(existsSync(join(live.dir, copy))).toBe(true);
  });

  it("count once when another window takes the clear back before anything was recorded since", async () => {
    const live = startLive(FILES, () => fake.config.set("empathyTelemetry.archiveRetentionDays", 90));
    await live.until(isReady);
    const rootPath = join(live.dir, ".empathy");
    const place = { rootPath, stateFolder: join(rootPath, "monitor") };
    const settings = { timeZone: "UTC", naiveTimeZone: "UTC", nowMs: Date.now() };
    const other = new HistoryFiles();
    const cleared = await other.archive(rootPath, ["llm_calls.jsonl", "workflow_runs.jsonl"], Date.now());
    await other.upkeep([place], settings);
    await run("refresh");
    await live.until((api) => api.figures()?.dataset.calls.count === 0 && callsNow(api) === 2);
    // Looks at the archives before it says that none is old: no look is under way then.
    await run("deleteOldArchives");
    expect((await other.undo(cleared, place, settings)).failed).toEqual([]);
    await live.until((api) => api.figures()?.dataset.calls.count === 2 && callsNow(api) === 2);
  });

  it("are in no figure when the user starts at zero, and stay out of it", async () => {
    const live = await startCleared("Start at Zero");
    await live.until((api) => callsNow(api) === 0);
    expect(readdirSync(join(live.dir, ".empathy/archive"))).toHaveLength(1);
    live.dispose();
    const again = activateLive(live.dir, new FakeContext(makeFolder(), live.context.workspaceState));
    appendIn(live.dir, CALLS, callNow());
    await again.until((api) => callsNow(api) === 1);
    await run("undoClearHistory");
    await again.until((api) => callsNow(api) === 3);
  });

  it("are explained", async () => {
    const live = await startCleared();
    const view = await live.openView({ range: { kind: "all" }, peek: { kind: "explain", figure: "cost" } });
    const peek = view.peek?.kind === "explain" ? view.peek.lines : [];
    expect(peek.find(({ label }) => label === "Of archived days")?.value).toMatch(/^2 calls: \d{4}-/);
  });

  it("are named in data health where their file is damaged", async () => {
    const live = await startCleared();
    const [name = ""] = readdirSync(dailyOf(live));
    writeFileSync(join(dailyOf(live), name), "torn");
    // Its archive is gone, so that it cannot be made anew.
    rmSync(join(live.dir, ".empathy/archive"), { recursive: true });
    await run("refresh");
    live.dispose();
    appendIn(live.dir, CALLS, callNow());
    const again = activateLive(live.dir, new FakeContext(makeFolder()));
    await again.until(({ figures }) => figures()?.health.archived?.damaged.length === 1);
    const view = await again.openView({ peek: { kind: "health" } });
    const fields = view.peek?.kind === "health" ? view.peek.lines : [];
    expect(fields.find(({ label }) => label === "Archived day left out")?.value).toBe(
      `.empathy/monitor/metrics/daily/${name}: not JSON`,
    );
  });
});

describe("archives that could not be looked after", () => {
  it("are looked at again after a while", async () => {
    const retries: (() => void)[] = [];
    const later = globalThis.setTimeout;
    const spy = vi.spyOn(globalThis, "setTimeout");
    onTestFinished(() => spy.mockRestore());
    spy.mockImplementation(
      as<typeof setTimeout>((work: () => void, ms?: number) => {
        if (ms === 60_000) retries.push(work);
        return later(ms === 60_000 ? () => undefined : work, ms);
      }),
    );
    const index = ".empathy/monitor/metrics/archived.json";
    const live = startLive({ [OLD]: FILES[CALLS], [index]: '{"schema":2}' });
    while (retries.length === 0) await settled();
    expect(live.api.loggedErrors.join()).toContain("later version");
    rmSync(join(live.dir, index));
    for (const retry of retries) retry();
    await live.until((api) => callsNow(api) === 2);
  });
});

describe("archives of before", () => {
  const withArchive = { ...FILES, [OLD]: lines(callNow({ timestamp: "2020-02-02T10:00:00" })) };

  it("are summed up and compressed when they have lain for a while", async () => {
    const live = startLive(withArchive, () => {
      const path = join(fake.folders?.[0]?.uri.fsPath ?? "", OLD);
      utimesSync(path, 1, 1);
    });
    await live.until((api) => callsNow(api) === 3);
    expect(existsSync(join(live.dir, OLD))).toBe(false);
    expect(existsSync(join(live.dir, `${OLD}.gz`))).toBe(true);
    expect(readdirSync(dailyOf(live))).toEqual(["2020-02-02.json"]);
  });

  it("are left alone in an untrusted workspace, and when nothing is archived nothing is written", async () => {
    const live = startLive(withArchive, () => {
      fake.isTrusted = false;
    });
    await live.until(isReady);
    await settled();
    expect([callsNow(live.api), existsSync(join(live.dir, ".empathy/monitor"))]).toEqual([2, false]);
    const plain = startLive(FILES);
    await plain.until(isReady);
    await settled();
    expect(existsSync(join(plain.dir, ".empathy/monitor"))).toBe(false);
  });

  it("are deleted with their old sums by the same command, after being shown", async () => {
    const live = startLive(withArchive, () => fake.config.set("empathyTelemetry.archiveRetentionDays", 30));
    await live.until((api) => callsNow(api) === 3);
    await run("deleteOldArchives");
    const items = (fake.lastQuickPick?.items ?? []).map((item) => Object.entries(item as object)[0]?.[1]);
    expect(items).toEqual([
      expect.stringMatching(/^Delete 2 files/),
      ".empathy/archive/2020-01-01T00-00-00.000Z",
      "llm_calls.jsonl",
      ".empathy/monitor/metrics/daily",
      "2020-02-02.json",
    ]);
    fake.answers.push(String(items[0]));
    fake.messageAnswers.set("Delete these archives for ever?", "Delete");
    await run("deleteOldArchives");
    await live.until((api) => callsNow(api) === 2);
  });

  it("do not count beside files that were moved back by hand", async () => {
    const live = await startCleared();
    const archive = join(live.dir, ".empathy/archive");
    const [name = ""] = readdirSync(archive);
    renameSync(join(archive, name, "llm_calls.jsonl"), join(live.dir, CALLS));
    await run("refresh");
    live.dispose();
    const again = activateLive(live.dir, new FakeContext(makeFolder()));
    await again.until((api) => api.figures()?.dataset.calls.count === 2 && callsNow(api) === 2);
  });
});
