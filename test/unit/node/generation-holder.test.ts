import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, it } from "vitest";
import { GenerationHolder } from "../../../src/node/generation-holder.ts";
import { rootFromDir } from "../../../src/node/roots.ts";
import { SnapshotKeeper } from "../../../src/node/snapshot-keeper.ts";
import { SnapshotStore } from "../../../src/node/snapshot-store.ts";
import { nodeFs } from "../../../src/node/telemetry-fs.ts";
import { scratchFolder } from "./scratch.ts";

/** More than a small snapshot takes to read. */
const TURNS = 3000;
const NOW_MS = Date.UTC(2026, 1, 2);
const CALL = '{"call_id":"a","timestamp":"2026-02-01T12:00:00.250000","estimated_cost":0.001}\n';

/** A holder of a folder with one call, how often it has looked there, and when it shows something. */
function holderOf(root: string, store: SnapshotStore | null) {
  const settings = { roots: [rootFromDir(root)], naiveTimeZone: "UTC" };
  const policy = { quietMs: 0, everyMs: 0, minBytes: Infinity, minShare: 0 };
  const onFault = (error: unknown) => {
    throw error;
  };
  let looks = 0;
  let show = (): void => undefined;
  const isShown = new Promise<void>((done) => (show = done));
  const options = {
    fs: {
      ...nodeFs,
      list: (path: string) => {
        looks++;
        return nodeFs.list(path);
      },
    },
    chunkBytes: 1024,
    now: () => NOW_MS,
    onProgress: () => undefined,
    onShown: () => show(),
    snapshots:
      store === null
        ? undefined
        : new SnapshotKeeper({ store, policy, now: () => NOW_MS, isBusy: () => false, onFault }),
  };
  return { holder: new GenerationHolder(options, settings), settings, isShown, looks: () => looks };
}

it.each(["cold", "from a snapshot"])(
  "looks at no file before watchers would tell of what happens to it afterwards, %s",
  async (way) => {
    const root = await scratchFolder("root");
    await writeFile(join(root, "llm_calls.jsonl"), CALL);
    const store = way === "cold" ? null : new SnapshotStore(await scratchFolder("snapshots"));
    const before = holderOf(root, null);
    await before.holder.rebuild(before.settings, Promise.resolve());
    expect((await store?.write(before.holder.shown, NOW_MS)) ?? "written").toBe("written");
    const { holder, settings, isShown, looks } = holderOf(root, store);
    let arm = (): void => undefined;
    const done = holder.rebuild(settings, new Promise((armed) => (arm = armed)));
    if (store !== null) await isShown;
    for (let turn = 0; turn < TURNS; turn++) await nextTurn();
    expect(looks()).toBe(0);
    arm();
    expect(await done).toBe("shown");
    expect(looks()).toBe(1);
    expect(holder.shown.resumedBytes).toBe(store === null ? 0 : CALL.length);
    holder.dispose();
  },
);
