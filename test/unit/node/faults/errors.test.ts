import { expect, it } from "vitest";

import type { TelemetrySource, TelemetrySourceOptions } from "../../../../src/node/telemetry-source.ts";
import { callIds } from "../dataset-figures.ts";
import type { FsCall } from "../memory-fs.ts";
import { MemoryFs } from "../memory-fs.ts";
import { nextEvent, sourceOn, startedSource, until } from "../source-fixture.ts";
import { faultRow } from "./fault-rows.ts";
import { line } from "./live-folder.ts";

const ROOT = "/ws/.empathy";
const CALLS = "llm_calls.jsonl";
const RUNS = "workflow_runs.jsonl";

function memoryFs(): MemoryFs {
  const fs = new MemoryFs(ROOT);
  fs.replace(CALLS, line("a"));
  return fs;
}

function stateOf(source: TelemetrySource, label = CALLS): string | undefined {
  return source.dataset.files().find(({ file }) => file.label === label)?.state;
}

function failing(code: string, wanted: FsCall, ...names: readonly string[]) {
  return (call: FsCall, path: string): string | null =>
    call === wanted && names.some((name) => path.endsWith(name)) ? code : null;
}

async function faultySource(
  fs: MemoryFs,
  options: Partial<TelemetrySourceOptions> = {},
): Promise<TelemetrySource> {
  return await startedSource(ROOT, { fs, ...options });
}

faultRow("errors", () => {
  it.each([
    ["EACCES", "open"],
    ["EBUSY", "open"],
    ["EIO", "read"],
    ["EMFILE", "open"],
    ["EACCES", "stamp"],
  ] as const)("keeps the last data on %s of %s, says so, and goes on by itself", async (code, call) => {
    const fs = memoryFs();
    const source = await faultySource(fs, { pollMs: 20 });
    fs.fault = failing(code, call, CALLS);
    fs.append(CALLS, line("b"));
    await until(source, () => stateOf(source) === "denied");
    expect(callIds(source.dataset)).toEqual(["a"]);
    expect(source.state.files[0]).toMatchObject({ state: "denied", errorCode: code });
    expect(source.state.overall).toBe("ready");
    expect(fs.openHandles).toBe(0);
    fs.fault = () => null;
    await until(source, () => source.dataset.calls.count === 2);
    expect(stateOf(source)).toBe("ok");
    expect(source.state.files[0]?.errorCode).toBeNull();
    expect(source.generation).toBe(1);
  });

  it("does not read on in another file where the first reading of one broke off", async () => {
    const fs = new MemoryFs(ROOT);
    fs.replace(CALLS, line("a") + line("b"));
    fs.beforeRead = (_path, position) => {
      if (position > 0) throw Object.assign(new Error("planted"), { code: "EIO" });
    };
    const source = await faultySource(fs, { chunkBytes: line("a").length });
    expect(callIds(source.dataset)).toEqual(["a"]);
    fs.beforeRead = () => undefined;
    fs.replace(CALLS, line("c") + line("d"));
    await source.refresh();
    expect(callIds(source.dataset)).toEqual(["c", "d"]);
  });

  it("leaves a failing file alone for longer and longer, but tries at once when a watcher speaks", async () => {
    const fs = memoryFs();
    fs.fault = failing("EBUSY", "open", CALLS);
    const source = await faultySource(fs, { pollMs: 1 });
    fs.calls.length = 0;
    for (let looks = 0; looks < 5; looks++) await nextEvent(source, (event) => event.kind === "checked");
    expect(fs.calls.filter((call) => call.startsWith("open"))).toEqual([]);
    fs.notify(CALLS);
    await source.whenIdle();
    expect(fs.calls.filter((call) => call.startsWith("open"))).toHaveLength(1);
  });

  it("is denied when nothing may be read: neither folder nor file", async () => {
    const fs = memoryFs();
    fs.fault = failing("EACCES", "open", CALLS);
    const source = await faultySource(fs);
    expect(source.state.overall).toBe("denied");
    const closed = memoryFs();
    closed.fault = failing("EACCES", "list", ROOT);
    const shut = await faultySource(closed);
    expect(shut.state).toMatchObject({ overall: "denied", files: [], roots: [{ state: "denied" }] });
    closed.fault = failing("EPERM", "stamp", CALLS);
    await shut.refresh();
    expect(shut.state).toMatchObject({ overall: "denied", files: [{ state: "denied", errorCode: "EPERM" }] });
    closed.fault = () => null;
    await shut.refresh();
    expect(callIds(shut.dataset)).toEqual(["a"]);
    expect(shut.state.overall).toBe("ready");
  });

  it("waits with a new generation that would lose a busy file's data", async () => {
    const fs = memoryFs();
    fs.replace(RUNS, '{"run_id": "r"}\n');
    const source = await faultySource(fs);
    fs.fault = failing("EBUSY", "open", RUNS);
    fs.overwrite(CALLS, "");
    await source.refresh();
    expect([source.dataset.calls.count, source.dataset.runs.count]).toEqual([1, 1]);
    expect(stateOf(source, RUNS)).toBe("denied");
    fs.fault = () => null;
    await nextEvent(source, (event) => event.kind === "reset");
    await source.whenIdle();
    expect([source.dataset.calls.count, source.dataset.runs.count]).toEqual([0, 1]);
    expect(source.generation).toBe(2);
  });

  it("goes on without a file that stays closed, after some tries", async () => {
    const fs = memoryFs();
    fs.replace(RUNS, '{"run_id": "r"}\n');
    const source = await faultySource(fs);
    fs.fault = failing("EACCES", "open", RUNS);
    fs.overwrite(CALLS, line("b") + line("c"));
    fs.notify(CALLS);
    await until(source, () => source.generation === 2);
    expect(callIds(source.dataset)).toEqual(["b", "c"]);
    expect([source.dataset.runs.count, stateOf(source, RUNS)]).toEqual([0, "denied"]);
  });

  it("waits with a new generation when the whole folder is closed just now", async () => {
    const fs = memoryFs();
    const source = await faultySource(fs);
    fs.fault = failing("EACCES", "list", ROOT);
    await source.setNaiveTimeZone("Asia/Tokyo");
    expect(callIds(source.dataset)).toEqual(["a"]);
    fs.fault = () => null;
    await until(source, () => source.generation === 2);
    expect(callIds(source.dataset)).toEqual(["a"]);
  });

  it("does not take a rotated file for a new one", async () => {
    const fs = memoryFs();
    const source = await faultySource(fs);
    fs.rename(CALLS, "llm_calls.jsonl.1");
    await source.refresh();
    // At once, without the time given to a file that is gone.
    expect(source.generation).toBe(2);
    expect(callIds(source.dataset)).toEqual(["a"]);
    expect(source.dataset.files().map(({ file }) => file.label)).toEqual(["llm_calls.jsonl.1"]);
  });

  it("shows a file as gone, and lets go of its data only when it stays away", async () => {
    const fs = memoryFs();
    const source = await faultySource(fs);
    const content = line("a");
    fs.remove(CALLS);
    fs.notify(CALLS);
    await until(source, () => stateOf(source) === "gone");
    await source.whenIdle();
    expect(source.dataset.calls.count).toBe(1);
    expect(source.generation).toBe(1);
    fs.replace(CALLS, content + line("b"));
    await source.refresh();
    expect(callIds(source.dataset)).toEqual(["a", "b"]);
    fs.remove(CALLS);
    fs.notify(CALLS);
    await until(source, () => source.dataset.files().length === 0);
    expect(source.dataset.calls.count).toBe(0);
  });

  it("knows files apart on a file system that numbers none", async () => {
    const fs = memoryFs();
    fs.replace(RUNS, '{"run_id": "r"}\n');
    for (const file of fs.files.values()) file.identity = "1:0";
    const source = await faultySource(fs);
    expect([source.dataset.calls.count, source.dataset.runs.count]).toEqual([1, 1]);
    expect(source.generation).toBe(1);
    const realPath = fs.path(CALLS);
    fs.realPath = async (path) => (path.includes("llm_calls") ? realPath : path);
    fs.replace("llm_calls.2026-02-01.jsonl", line("b"));
    for (const file of fs.files.values()) file.identity = "1:0";
    await source.refresh();
    expect(source.generation).toBe(1);
    expect(callIds(source.dataset)).toEqual(["a"]);
  });

  it("reports an error that is no I/O error, and works on", async () => {
    const fs = memoryFs();
    const faults: unknown[] = [];
    const source = await faultySource(fs, { onFault: (error) => faults.push(error) });
    fs.beforeRead = () => {
      throw new RangeError("planted");
    };
    fs.append(CALLS, line("b"));
    await source.refresh();
    expect(faults).toEqual([new RangeError("planted")]);
    fs.beforeRead = () => undefined;
    await source.refresh();
    expect(callIds(source.dataset)).toEqual(["a", "b"]);
  });

  it("reports what a listener throws, and still tells the others", async () => {
    const fs = memoryFs();
    const faults: unknown[] = [];
    const source = sourceOn(ROOT, { fs, onFault: (error) => faults.push(error) });
    const seen: string[] = [];
    source.onDidChange(() => {
      throw new Error("planted");
    });
    source.onDidChange((event) => seen.push(event.kind));
    await source.start();
    expect(seen).toContain("checked");
    expect(faults).toHaveLength(seen.length);
  });
});
