import assert from "node:assert/strict";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TestApi } from "../../../src/extension/test-api.ts";
import { callLine, eventually, extension, isReady, run, until, workspaceDir } from "../live-extension.ts";

describe("a workspace without telemetry", () => {
  let api: TestApi;

  it("does not wake the extension", () => {
    assert.equal(extension().isActive, false);
  });

  it("says where it looked, once the panel is opened", async () => {
    await run("focusPanel");
    await eventually(() => extension().isActive);
    api = extension().exports;
    await eventually(() => api.lastSnapshot()?.view.state.kind === "no-files");
    const state = api.lastSnapshot()?.view.state;
    assert.deepEqual(state, { kind: "no-files", lookedIn: [".empathy", ".attune"] });
    assert.equal(api.statusText(), "");
  });

  it("shows the sample when asked to", async () => {
    await run("openSampleData");
    await until(api, isReady);
    await eventually(() => api.lastSnapshot()?.view.notices[0]?.id === "sample-data");
    await run("closeSampleData");
    await until(api, ({ figures }) => figures()?.state.kind === "no-files");
  });

  it("picks up a folder that is created now", async () => {
    const dir = join(workspaceDir(), ".empathy");
    await mkdir(dir);
    await writeFile(join(dir, "llm_calls.jsonl"), callLine("first", 0.5));
    await until(api, ({ statusText }) => statusText() === "$(pulse) $0.50 today");
    await rm(dir, { recursive: true });
    await until(api, ({ figures }) => figures()?.state.kind === "no-files");
  });

  after(() => assert.deepEqual(extension().exports.loggedErrors, []));
});
