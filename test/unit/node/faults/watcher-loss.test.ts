import { symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { afterEach, expect, it, vi } from "vitest";

import { pollEveryMs } from "../../../../src/node/poll-pace.ts";
import { isRemoteFolder } from "../../../../src/node/remote-folder.ts";
import { MemoryFs } from "../memory-fs.ts";
import { scratchFolder } from "../scratch.ts";
import { inSecondProcess } from "../second-process.ts";
import { nextEvent, startedSource } from "../source-fixture.ts";
import { faultRow } from "./fault-rows.ts";
import { deafFs, line, liveFolder, shows } from "./live-folder.ts";

const ROOT = "/ws/.empathy";
const CALLS = "llm_calls.jsonl";
const APPEND = "fs.appendFileSync(args[0], args[1])";
/** As rarely as a user can wish for. */
const WISHED_MS = 60_000;

function memoryFs(): MemoryFs {
  const fs = new MemoryFs(ROOT);
  fs.replace(CALLS, line("a"));
  return fs;
}

/** The delay of the timer that was set last; none = nothing is set. */
function lastDelay(): { readonly ms: () => number | null } {
  let delay: number | null = null;
  const set = globalThis.setTimeout;
  const clear = globalThis.clearTimeout;
  vi.spyOn(globalThis, "setTimeout").mockImplementation(((run: () => void, ms: number) => {
    delay = ms;
    return set(run, ms);
  }) as typeof setTimeout);
  vi.spyOn(globalThis, "clearTimeout").mockImplementation((timer) => {
    delay = null;
    clear(timer);
  });
  return { ms: () => delay };
}

/** The pace of a source as the delays that it asks for, hidden and visible. */
async function paceOf(fs: MemoryFs, prepare: (fs: MemoryFs) => Promise<void> | void = () => undefined) {
  const source = await startedSource(ROOT, { fs, pollMs: WISHED_MS });
  await source.whenIdle();
  await prepare(fs);
  await source.whenIdle();
  const delay = lastDelay();
  source.setVisible(false);
  const hiddenMs = delay.ms();
  source.setVisible(true);
  const visibleMs = delay.ms();
  return { source, hiddenMs, visibleMs };
}

afterEach(() => {
  vi.restoreAllMocks();
});

faultRow("watcher-loss", () => {
  const folder = liveFolder();

  it.each([
    ["as wished while watchers tell", { wishedMs: WISHED_MS, isTold: true, isVisible: true }, WISHED_MS],
    ["not at all when only watching is wished", { wishedMs: 0, isTold: true, isVisible: true }, 0],
    ["4 times a second untold and visible", { wishedMs: WISHED_MS, isTold: false, isVisible: true }, 250],
    ["every 5 s untold and hidden", { wishedMs: WISHED_MS, isTold: false, isVisible: false }, 5_000],
    ["also when only watching is wished", { wishedMs: 0, isTold: false, isVisible: false }, 5_000],
    ["never less than wished", { wishedMs: 10, isTold: false, isVisible: true }, 10],
  ])("looks %s", (_name, pace, everyMs) => {
    expect(pollEveryMs(pace)).toBe(everyMs);
  });

  it("looks no more often than wished where watchers tell of everything", async () => {
    const { hiddenMs, visibleMs } = await paceOf(memoryFs());
    expect(hiddenMs).toBeGreaterThan(5_000);
    expect(visibleMs).toBeGreaterThan(5_000);
  });

  it.each<readonly [string, (fs: MemoryFs) => void]>([
    ["no watch can be had", (fs) => (fs.fault = (call) => (call === "watch" ? "ENOSPC" : null))],
    [
      "the folder itself cannot be watched",
      (fs) => (fs.fault = (call, path) => (call === "watch" && path === ROOT ? "ENOSPC" : null)),
    ],
    ["the drive is written to from elsewhere", (fs) => (fs.isOnRemoteDrive = true)],
    [
      "a file is a link to another folder",
      (fs) => (fs.realPath = async (path) => (path.endsWith(CALLS) ? "/elsewhere/calls" : path)),
    ],
  ])("looks often where %s", async (_name, prepare) => {
    const fs = memoryFs();
    prepare(fs);
    const { hiddenMs, visibleMs } = await paceOf(fs);
    expect(hiddenMs).toBeLessThanOrEqual(5_000);
    expect(visibleMs).toBeLessThanOrEqual(250);
  });

  it("looks often where there is no folder yet, and nothing would tell of it", async () => {
    const fs = memoryFs();
    fs.hasRoot = false;
    fs.isOnRemoteDrive = true;
    const { source, visibleMs } = await paceOf(fs);
    expect(visibleMs).toBeLessThanOrEqual(250);
    fs.hasRoot = true;
    await shows(source, ["a"]);
  });

  it("looks often once the watches are lost, until they are armed again", async () => {
    const fs = memoryFs();
    const source = await startedSource(ROOT, { fs, pollMs: 0 });
    await source.whenIdle();
    const delay = lastDelay();
    fs.loseWatches();
    source.setVisible(true);
    expect(delay.ms()).toBeLessThanOrEqual(250);
    await nextEvent(source, (event) => event.kind === "checked");
    await source.whenIdle();
    expect(fs.watched).toContain(ROOT);
    expect(delay.ms()).toBeNull();
  });

  it("takes a change that it found unannounced for a deaf watch, until the watch speaks of that file", async () => {
    const fs = memoryFs();
    const source = await startedSource(ROOT, { fs, pollMs: 20 });
    await source.whenIdle();
    // The folder's own watch says nothing.
    fs.append(CALLS, line("b"));
    await shows(source, ["a", "b"]);
    await source.whenIdle();
    const delay = lastDelay();
    source.setPollMs(WISHED_MS);
    expect(delay.ms()).toBeLessThanOrEqual(5_000);
    fs.append(CALLS, line("c"));
    fs.notify(CALLS);
    await shows(source, ["a", "b", "c"]);
    await source.whenIdle();
    expect(delay.ms()).toBeGreaterThan(5_000);
  });

  it("costs metadata alone while nothing changes: no file is opened", async () => {
    const fs = memoryFs();
    fs.isOnRemoteDrive = true;
    const source = await startedSource(ROOT, { fs, pollMs: 0 });
    await source.refresh();
    await source.whenIdle();
    fs.calls.length = 0;
    source.setPollMs(1);
    for (let looks = 0; looks < 5; looks++) await nextEvent(source, (event) => event.kind === "checked");
    expect(fs.calls.filter((call) => /^(open|read|watch)/.test(call))).toEqual([]);
    expect(fs.calls.filter((call) => call.startsWith("stamp")).length).toBeLessThan(6 * 5);
  });

  it("follows another process's appends and replaces on a drive that tells nothing", async () => {
    await writeFile(folder.calls, line("a"));
    const fs = { ...deafFs, isRemote: async () => true };
    const source = await startedSource(folder.root, { fs, pollMs: 0 });
    source.setVisible(true);
    await inSecondProcess(APPEND, [folder.calls, line("b")]);
    await shows(source, ["a", "b"]);
    const replace = 'fs.writeFileSync(args[0] + ".new", args[1]); fs.renameSync(args[0] + ".new", args[0])';
    await inSecondProcess(replace, [folder.calls, line("c")]);
    await shows(source, ["c"]);
  });

  it("follows appends to a file that is a link to another folder", async () => {
    const elsewhere = await scratchFolder("elsewhere");
    await writeFile(join(elsewhere, "calls"), line("a"));
    await symlink(join(elsewhere, "calls"), folder.calls);
    const source = await startedSource(folder.root, { pollMs: 0 });
    source.setVisible(true);
    await inSecondProcess(APPEND, [join(elsewhere, "calls"), line("b")]);
    await shows(source, ["a", "b"]);
  });

  it("takes a local folder, and one that is gone, for one whose changes are told; a share for none", async () => {
    expect(await isRemoteFolder(folder.root)).toBe(false);
    expect(await isRemoteFolder(join(folder.root, "gone"))).toBe(false);
    expect(await isRemoteFolder("\\\\server\\share\\.empathy")).toBe(true);
  });
});
