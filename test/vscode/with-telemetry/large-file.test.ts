import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LARGE_FILES } from "../../../src/node/large-file-reader.ts";
import { loadOnce } from "../../../src/node/load-once.ts";
import { rootFromDir } from "../../../src/node/roots.ts";
import { ScanThread } from "../../../src/node/scan-thread.ts";
import { callLine, extension } from "../live-extension.ts";

/** More than is read here before the thread is asked. */
const LINES = 6000;

describe("the thread that scans large files", () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "empathy-large-"));
  });

  after(() => rm(folder, { recursive: true, force: true }));

  it("runs in the extension host, from the bundle that ships", async () => {
    await writeFile(join(folder, "llm_calls.jsonl"), callLine("large", 0.01).repeat(LINES));
    const thread = ScanThread.start(join(extension().extensionPath, "dist", "scan-worker.cjs"));
    assert.ok(thread);
    await thread.whenReady();
    assert.ok(thread.isReady);
    const { dataset } = await loadOnce([rootFromDir(folder)], {
      naiveTimeZone: "UTC",
      nowMs: Date.now(),
      largeFiles: { ...LARGE_FILES, fromBytes: 1, startThread: () => thread },
    });
    assert.equal(dataset.calls.count, LINES);
    assert.ok(thread.hasEnded);
  });
});
