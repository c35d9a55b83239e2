import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ReaderOptions } from "../../src/extension/telemetry/telemetry-reader.ts";
import { TelemetryService } from "../../src/extension/telemetry/telemetry-service.ts";
import { fake, resetFake } from "../fakes/vscode-state.ts";
import { callNow, lines, makeFolder } from "./support/live.ts";
import { SilentReader } from "./support/silent-reader.ts";

const CALLS = lines(callNow());
const warnings: string[] = [];
const log = {
  error: () => undefined,
  warn: (message: string) => void warnings.push(message),
  info: () => undefined,
  debug: () => undefined,
  show: () => undefined,
};

async function readerOptions(dir: string, isTrusted: boolean): Promise<ReaderOptions> {
  resetFake(dir);
  fake.isTrusted = isTrusted;
  fake.config.set("empathyTelemetry.homeStore", "off");
  const asked: ReaderOptions[] = [];
  const service = new TelemetryService({
    loadReader: async () => (options) => {
      asked.push(options);
      return new SilentReader(options);
    },
    log,
    now: () => 1000,
    env: {},
    storageFolder: "/storage",
  });
  await service.start();
  service.dispose();
  const [options] = asked;
  if (options === undefined) throw new Error("no reader was made");
  return options;
}

describe("snapshots", () => {
  it("stand beside the data in a trusted workspace", async () => {
    const dir = makeFolder({ ".empathy/llm_calls.jsonl": CALLS });
    expect((await readerOptions(dir, true)).snapshotDir).toBe(join(dir, ".empathy", "monitor"));
  });

  it("stand in the storage where the workspace is not trusted, or has no folder for them", async () => {
    const dir = makeFolder({ ".empathy/llm_calls.jsonl": CALLS });
    expect((await readerOptions(dir, false)).snapshotDir).toBe("/storage");
    const other = makeFolder({ ".attune/llm_calls.jsonl": CALLS });
    expect((await readerOptions(other, true)).snapshotDir).toBe("/storage");
  });

  it.each(["monitor", "monitor/metrics"])(
    "stand in the storage where %s leads out by a link",
    async (name) => {
      const dir = makeFolder({ ".empathy/llm_calls.jsonl": CALLS });
      const path = join(dir, ".empathy", name);
      mkdirSync(join(path, ".."), { recursive: true });
      symlinkSync(makeFolder(), path);
      expect((await readerOptions(dir, true)).snapshotDir).toBe("/storage");
    },
  );

  it("are logged when they fail, with their folder", async () => {
    const options = await readerOptions(makeFolder(), true);
    options.onSnapshotFault(new Error("ENOSPC: no space left"));
    expect(warnings).toEqual([
      "No snapshot in /storage, so the next start reads all files: ENOSPC: no space left",
    ]);
  });
});
