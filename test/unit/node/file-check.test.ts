import { describe, expect, it } from "vitest";

import type { TelemetrySourceOptions } from "../../../src/node/telemetry-source.ts";
import { rawCall } from "../../fixtures/raw-lines.ts";
import { callIds } from "./dataset-figures.ts";
import { MemoryFs } from "./memory-fs.ts";
import { nextEvent, startedSource, until } from "./source-fixture.ts";

const ROOT = "/ws/.empathy";
const CALLS = "llm_calls.jsonl";

const line = (id: string, extra: Readonly<Record<string, unknown>> = {}): string =>
  `${rawCall({ call_id: id, ...extra })}\n`;
/** The same number of bytes for every letter. */
const sized = (letter: string): string => line(letter.repeat(8));

async function sourceWith(content: string, options: Partial<TelemetrySourceOptions> = {}) {
  const fs = new MemoryFs(ROOT);
  fs.replace(CALLS, content);
  const now = (): number => Number(fs.nowNs / 1_000_000n) + 60_000;
  const source = await startedSource(ROOT, { fs, now, ...options });
  return { fs, source };
}

describe("checkFile", () => {
  it("opens nothing while nothing has changed, and holds no handle", async () => {
    const { fs, source } = await sourceWith(line("a"));
    fs.calls.length = 0;
    fs.notifyParent(".empathy");
    await nextEvent(source, (event) => event.kind === "checked");
    await source.whenIdle();
    fs.calls.length = 0;
    source.setPollMs(1);
    await nextEvent(source, (event) => event.kind === "checked");
    expect(fs.calls.filter((call) => call.startsWith("open"))).toEqual([]);
    expect(fs.openHandles).toBe(0);
  });

  it("reads on after an append and keeps the generation", async () => {
    const { fs, source } = await sourceWith(line("a"));
    const { generation } = source;
    fs.append(CALLS, line("b"));
    await source.refresh();
    expect(callIds(source.dataset)).toEqual(["a", "b"]);
    expect(source.generation).toBe(generation);
  });

  it.each([
    ["cut", line("a")],
    ["cut and grown past the old offset", line("x") + line("y") + line("z") + line("w")],
    ["overwritten in the same size", sized("b") + sized("a")],
  ])("starts anew when a file is %s in place", async (_name, content) => {
    const { fs, source } = await sourceWith(sized("a") + sized("b"));
    const expected = content
      .split("\n")
      .filter(Boolean)
      .map((text) => JSON.parse(text).call_id as string);
    fs.overwrite(CALLS, content);
    await source.refresh();
    expect(callIds(source.dataset)).toEqual(expected);
    expect(source.generation).toBe(2);
  });

  it("sees a same-size overwrite within one tick of the clock when a watcher speaks", async () => {
    const { fs, source } = await sourceWith(sized("a"));
    fs.tickNs = 0n;
    fs.overwrite(CALLS, sized("b"));
    const reset = nextEvent(source, (event) => event.kind === "reset");
    fs.notify(CALLS);
    await reset;
    expect(callIds(source.dataset)).toEqual(["bbbbbbbb"]);
  });

  it("sees a same-size overwrite within one tick of the clock by polling, when the last look was racy", async () => {
    const fs = new MemoryFs(ROOT);
    fs.replace(CALLS, sized("a"));
    const now = (): number => Number(fs.nowNs / 1_000_000n);
    const source = await startedSource(ROOT, { fs, now });
    fs.tickNs = 0n;
    fs.overwrite(CALLS, sized("b"));
    const reset = nextEvent(source, (event) => event.kind === "reset");
    source.setPollMs(1);
    await reset;
    expect(callIds(source.dataset)).toEqual(["bbbbbbbb"]);
  });

  it("starts anew for an overwrite in the middle that leaves both ends as they were", async () => {
    const ends = line("e".repeat(5_000));
    const { fs, source } = await sourceWith(ends + sized("a") + ends);
    fs.overwrite(CALLS, ends + sized("b") + ends);
    await source.refresh();
    await until(source, () => source.generation === 2);
    expect(callIds(source.dataset)).toContain("bbbbbbbb");
  });

  it("does not take an append whose time shows before its size for an overwrite", async () => {
    const { fs, source } = await sourceWith(line("a"));
    fs.touch(CALLS);
    await source.refresh();
    fs.append(CALLS, line("b"));
    await until(source, () => source.dataset.calls.count === 2);
    await source.refresh();
    expect(source.generation).toBe(1);
  });

  it("starts anew when another file takes the path, even with the same bytes", async () => {
    const { fs, source } = await sourceWith(line("a"));
    fs.replace(CALLS, line("a"));
    await source.refresh();
    expect(source.generation).toBe(2);
    expect(callIds(source.dataset)).toEqual(["a"]);
  });

  it("goes on with a file whose number alone changes, as on some network file systems", async () => {
    const { fs, source } = await sourceWith(line("a"));
    for (const file of fs.files.values()) file.identity = "1:4711";
    await source.refresh();
    fs.append(CALLS, line("b"));
    await source.refresh();
    expect(source.generation).toBe(1);
    expect(callIds(source.dataset)).toEqual(["a", "b"]);
  });

  it("ends in the right records when the file is cut while it is being read", async () => {
    const fs = new MemoryFs(ROOT);
    fs.replace(CALLS, line("a") + line("b") + line("c"));
    fs.beforeRead = (_path, position) => {
      if (position === 0) return;
      fs.beforeRead = () => undefined;
      fs.overwrite(CALLS, line("z"));
    };
    const source = await startedSource(ROOT, { fs, chunkBytes: 64 });
    await source.refresh();
    expect(callIds(source.dataset)).toEqual(["z"]);
  });

  it("reads no folder or other thing that has a telemetry file's name", async () => {
    const { fs, source } = await sourceWith(line("a"));
    const plain = fs.stamp.bind(fs);
    fs.stamp = async (path) => {
      const stamp = await plain(path);
      return path.endsWith("workflow_runs.jsonl") ? { ...stamp, isFile: false } : stamp;
    };
    fs.replace("workflow_runs.jsonl", "{}\n");
    await source.refresh();
    expect(source.state.files.map((file) => file.label)).toEqual([CALLS]);
  });
});
