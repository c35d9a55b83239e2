import { existsSync, readdirSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { afterEach, describe, expect, it, vi } from "vitest";

import { rawCall } from "../../fixtures/raw-lines.ts";
import { callIds } from "./dataset-figures.ts";
import { MemoryFs } from "./memory-fs.ts";
import { scratchFolder } from "./scratch.ts";
import { nextEvent, sourceOn, startedSource, until } from "./source-fixture.ts";

const ROOT = "/ws/.empathy";
const CALLS = "llm_calls.jsonl";
const line = (id: string): string => `${rawCall({ call_id: id })}\n`;

function memoryFs(content: string = line("a")): MemoryFs {
  const fs = new MemoryFs(ROOT);
  fs.replace(CALLS, content);
  return fs;
}

afterEach(() => {
  vi.restoreAllMocks();
});

/** Timers set and not yet fired or cleared. */
function watchTimers(): { readonly open: () => number } {
  const open = new Set<unknown>();
  const set = globalThis.setTimeout;
  const clear = globalThis.clearTimeout;
  vi.spyOn(globalThis, "setTimeout").mockImplementation(((run: () => void, ms: number) => {
    const timer = set(() => {
      open.delete(timer);
      run();
    }, ms);
    open.add(timer);
    return timer;
  }) as typeof setTimeout);
  vi.spyOn(globalThis, "clearTimeout").mockImplementation((timer) => {
    open.delete(timer);
    clear(timer);
  });
  return { open: () => open.size };
}

describe("TelemetrySource, at rest", () => {
  it("has one timer when polling, none when manual, none when there is nothing to poll", async () => {
    const timers = watchTimers();
    const source = await startedSource(ROOT, { fs: memoryFs(), pollMs: 60_000 });
    await source.whenIdle();
    expect(timers.open()).toBe(1);
    await source.refresh();
    await source.whenIdle();
    expect(timers.open()).toBe(1);
    source.setPollMs(0);
    expect(timers.open()).toBe(0);
    source.setPollMs(60_000);
    expect(timers.open()).toBe(1);
    source.dispose();
    expect(timers.open()).toBe(0);
    const empty = new MemoryFs(ROOT);
    empty.hasRoot = false;
    const idle = await startedSource(ROOT, { fs: empty, pollMs: 60_000 });
    await idle.whenIdle();
    expect(timers.open()).toBe(0);
    expect(empty.watched).toEqual(["/ws"]);
  });

  it("polls for a folder that nothing can watch for", async () => {
    const fs = memoryFs();
    fs.hasRoot = false;
    fs.fault = (call) => (call === "watch" ? "ENOSPC" : null);
    const source = await startedSource(ROOT, { fs, pollMs: 1 });
    expect(source.state.overall).toBe("no-files");
    fs.hasRoot = true;
    await until(source, () => source.dataset.calls.count === 1);
    expect(source.state.roots[0]?.isWatched).toBe(false);
  });

  it("leaves no watcher, timer or handle behind", async () => {
    const root = await scratchFolder(".empathy");
    await writeFile(join(root, CALLS), line("a").repeat(2_000));
    const watchers = (): number =>
      process.getActiveResourcesInfo().filter((name) => name === "FSEventWrap").length;
    const descriptors = (): number => readdirSync("/proc/self/fd").length;
    const canCount = existsSync("/proc/self/fd");
    const before = canCount ? descriptors() : 0;
    const source = sourceOn(root, { pollMs: 10, chunkBytes: 1_000 });
    void source.start();
    await nextEvent(source, (event) => event.kind === "progress");
    expect(watchers()).toBe(2);
    source.dispose();
    await source.whenIdle();
    // A closed watcher is gone one turn of the event loop later.
    await new Promise((resolve) => setImmediate(resolve));
    expect(watchers()).toBe(0);
    // One more: the process keeps what it needs for watching at all.
    if (canCount) expect(descriptors()).toBeLessThanOrEqual(before + 1);
  });

  it("does nothing once disposed, and lets go of who waits", async () => {
    const fs = memoryFs();
    const source = await startedSource(ROOT, { fs });
    const waiting = source.refresh();
    source.dispose();
    await waiting;
    await source.whenIdle();
    fs.calls.length = 0;
    await Promise.all([
      source.refresh(),
      source.start(),
      source.setNaiveTimeZone("Asia/Tokyo"),
      source.setRoots([]),
    ]);
    source.setPollMs(1);
    await source.whenIdle();
    expect(fs.calls).toEqual([]);
    expect(fs.watched).toEqual([]);
    expect(fs.openHandles).toBe(0);
    expect(source.dataset.calls.count).toBe(1);
  });

  it("does not begin before it is started, and begins once", async () => {
    const fs = memoryFs();
    const source = sourceOn(ROOT, { fs });
    await Promise.all([source.refresh(), source.setNaiveTimeZone("Asia/Tokyo")]);
    expect(fs.calls).toEqual([]);
    await Promise.all([source.start(), source.start()]);
    expect(source.generation).toBe(1);
  });
});

describe("TelemetrySource, watching", () => {
  it("arms its watches again after they were lost", async () => {
    const fs = memoryFs();
    const source = await startedSource(ROOT, { fs });
    fs.loseWatches();
    expect(source.state.roots[0]?.isWatched).toBe(false);
    await source.refresh();
    expect(fs.watched).toEqual(["/ws", ROOT]);
    fs.append(CALLS, line("b"));
    fs.notify(CALLS);
    await until(source, () => source.dataset.calls.count === 2);
  });

  it("arms a watch again when its folder spoke of itself: a new one may have the same number", async () => {
    const fs = memoryFs();
    const source = await startedSource(ROOT, { fs });
    const armed = (): number => fs.calls.filter((call) => call === `watch ${ROOT}`).length;
    expect(armed()).toBe(1);
    fs.notify(".empathy");
    await nextEvent(source, (event) => event.kind === "checked");
    expect(armed()).toBe(2);
    fs.notify(null);
    await nextEvent(source, (event) => event.kind === "checked");
    expect(armed()).toBe(2);
  });

  it("arms its watches again on folders that are others now", async () => {
    const fs = memoryFs();
    const source = await startedSource(ROOT, { fs });
    const armed = (path: string): number => fs.calls.filter((call) => call === `watch ${path}`).length;
    expect([armed("/ws"), armed(ROOT)]).toEqual([1, 1]);
    fs.folderAge += 1;
    await source.refresh();
    expect([armed("/ws"), armed(ROOT)]).toEqual([2, 2]);
    fs.notifyParent("ws");
    await nextEvent(source, (event) => event.kind === "checked");
    expect(armed("/ws")).toBe(3);
    expect(fs.watched).toEqual(["/ws", ROOT]);
  });

  it("watches a folder that came just after its watch was looked after", async () => {
    const fs = memoryFs();
    fs.hasRoot = false;
    const source = await startedSource(ROOT, { fs });
    fs.fault = (call) => {
      fs.hasRoot ||= call === "list";
      return null;
    };
    await source.refresh();
    expect(source.dataset.calls.count).toBe(1);
    expect(fs.watched).toEqual(["/ws", ROOT]);
  });

  it("does not look when its own state or another file is written", async () => {
    const fs = memoryFs();
    const source = await startedSource(ROOT, { fs });
    await source.whenIdle();
    fs.calls.length = 0;
    for (const name of ["monitor", "archive", "notes.txt"]) fs.notify(name);
    fs.notifyParent("src");
    await source.whenIdle();
    expect(fs.calls).toEqual([]);
  });

  it("looks at one file when one file was touched, and at a new file's folder", async () => {
    const fs = memoryFs();
    const source = await startedSource(ROOT, { fs });
    await source.whenIdle();
    fs.calls.length = 0;
    fs.append(CALLS, line("b"));
    fs.notify(CALLS);
    fs.notify(CALLS);
    await until(source, () => source.dataset.calls.count === 2);
    await source.whenIdle();
    expect(fs.calls.filter((call) => call.startsWith("open"))).toHaveLength(1);
    expect(fs.calls.filter((call) => call.startsWith("list"))).toEqual([]);
    fs.replace("llm_calls.2026-02-01.jsonl", line("c"));
    fs.notify("llm_calls.2026-02-01.jsonl");
    await until(source, () => callIds(source.dataset).includes("c"));
    expect(source.generation).toBe(1);
  });
});
