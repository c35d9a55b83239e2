import * as fc from "fast-check";
import { afterEach, beforeEach, expect, it } from "vitest";

import { loadOnce } from "../../../../src/node/load-once.ts";
import { rootFromDir } from "../../../../src/node/roots.ts";
import type { OpenFile } from "../../../../src/node/telemetry-fs.ts";
import { callIds, figuresOf } from "../dataset-figures.ts";
import { FuzzRandom } from "../../../fuzz/random.ts";
import { MemoryFs } from "../memory-fs.ts";
import { nextEvent, startedSource, until } from "../source-fixture.ts";
import { faultRow } from "./fault-rows.ts";
import { line } from "./live-folder.ts";

const ROOT = "/ws/.empathy";
const CALLS = "llm_calls.jsonl";
const CODES = [
  "EACCES",
  "EBUSY",
  "EIO",
  "EMFILE",
  "ENFILE",
  "ESTALE",
  "ETIMEDOUT",
  "ECONNRESET",
  "EAGAIN",
  "ENOENT",
];
const MEGABYTE = 1024 * 1024;

/** A drive on which any call may fail, reads are short, and each takes some turns of the event loop. */
class StormyFs extends MemoryFs {
  isStormy = true;
  readonly #random: FuzzRandom;

  constructor(seed: number) {
    super(ROOT);
    this.#random = new FuzzRandom(seed);
    this.fault = () => (this.isStormy && this.#random.isOneIn(6) ? this.#random.pick(CODES) : null);
  }

  override async open(path: string): Promise<OpenFile> {
    const file = await super.open(path);
    return {
      ...file,
      read: async (target, position) => {
        if (!this.isStormy) return file.read(target, position);
        for (let turns = this.#random.below(3); turns > 0; turns--)
          await new Promise((resolve) => setImmediate(resolve));
        return file.read(target.subarray(0, 1 + this.#random.below(target.byteLength)), position);
      },
    };
  }
}

const unhandled: unknown[] = [];
const note = (reason: unknown): void => void unhandled.push(reason);

beforeEach(() => {
  unhandled.length = 0;
  process.on("unhandledRejection", note);
});

afterEach(() => {
  process.off("unhandledRejection", note);
});

faultRow("storm", () => {
  it("ends in the right figures, whatever failed on the way", async () => {
    const step = fc.constantFrom(
      "append",
      "tear",
      "cut",
      "replace",
      "rotate",
      "copy",
      "deafen",
      "touch",
      "look",
      "look",
    );
    const check = fc.asyncProperty(fc.nat(), fc.array(step, { maxLength: 25 }), async (seed, steps) => {
      const fs = new StormyFs(seed);
      const faults: unknown[] = [];
      const onFault = (error: unknown): void => void faults.push(error);
      const source = await startedSource(ROOT, { fs, pollMs: 5, onFault, chunkBytes: 333 });
      let written = 0;
      const fresh = (): string => line(`c${written++}`) + line(`c${written++}`);
      for (const name of steps) {
        const old = fs.files.get(fs.path(CALLS))?.bytes;
        if (name === "look") await source.refresh();
        else if (name === "deafen") fs.loseWatches();
        else if (name === "touch") fs.notify(CALLS);
        else if (name === "append" || old === undefined) fs.append(CALLS, fresh());
        else if (name === "tear") fs.append(CALLS, fresh().slice(0, -200));
        else if (name === "cut") fs.overwrite(CALLS, old.subarray(0, old.byteLength / 2));
        else if (name === "copy") {
          fs.copy(CALLS, `${CALLS}.${written}`);
          await source.refresh();
          fs.overwrite(CALLS, "");
        } else if (name === "replace") fs.replace(CALLS, fresh());
        else fs.rename(CALLS, `${CALLS}.${written}`);
      }
      fs.isStormy = false;
      // Files that failed often rest for seconds: a person who cannot wait asks for a look.
      await source.refresh();
      const once = await loadOnce([rootFromDir(ROOT)], { naiveTimeZone: "UTC", nowMs: Date.now(), fs });
      // An unfinished line shows after a while, here and there alike.
      const figures = (dataset: typeof once.dataset): string =>
        JSON.stringify(figuresOf(dataset)).replaceAll(/"pendingBytes":\d+/g, "");
      expect(new Set(callIds(once.dataset)).size).toBe(callIds(once.dataset).length);
      await until(source, () => figures(source.dataset) === figures(once.dataset));
      await source.whenIdle();
      expect(source.state.files.every(({ state }) => state === "ok")).toBe(true);
      source.dispose();
      await source.whenIdle();
      expect([fs.openHandles, fs.watched, faults, unhandled]).toEqual([0, [], [], []]);
    });
    await fc.assert(check, { numRuns: 40 });
  });

  it("holds no more after many failed looks than after some", async () => {
    const fs = new StormyFs(1);
    fs.isStormy = false;
    fs.replace(CALLS, line("a"));
    const source = await startedSource(ROOT, { fs, pollMs: 0 });
    fs.isStormy = true;
    const looks = async (count: number): Promise<number> => {
      for (let n = 0; n < count; n++) {
        fs.append(CALLS, n % 50 === 0 ? line(`c${n}`) : "");
        fs.notify(CALLS);
        await source.refresh();
      }
      fs.calls.length = 0;
      return process.memoryUsage().rss;
    };
    const early = await looks(500);
    const late = await looks(1_500);
    expect(late - early).toBeLessThan(64 * MEGABYTE);
    fs.isStormy = false;
    source.setPollMs(5);
    await until(source, () => source.state.files[0]?.state === "ok");
    await nextEvent(source, (event) => event.kind === "checked");
    const written = fs.files
      .get(fs.path(CALLS))
      ?.bytes.toString()
      .match(/"call_id"/g)?.length;
    await until(source, () => callIds(source.dataset).length === written);
    expect([fs.openHandles, unhandled]).toEqual([0, []]);
  });
});
