import { chmod, mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { beforeEach, describe, expect, it } from "vitest";

import { findNestedTelemetryFolders } from "../../../src/node/nested-folders.ts";
import { scratchFolder } from "./scratch.ts";

let base = "";

beforeEach(async () => {
  base = await scratchFolder("ws");
});

async function telemetryIn(...parts: readonly string[]): Promise<string> {
  const path = join(base, ...parts);
  await mkdir(path, { recursive: true });
  await writeFile(join(path, "llm_calls.jsonl"), "");
  return path;
}

describe("findNestedTelemetryFolders", () => {
  it("finds the folders of runs started in sub-folders, nearest first, and not the folder's own", async () => {
    await telemetryIn(".empathy");
    const deep = await telemetryIn("b", "c", ".empathy");
    const near = await telemetryIn("x", ".attune");
    expect(await findNestedTelemetryFolders(base, { maxDepth: 3 })).toEqual([near, deep]);
    expect(await findNestedTelemetryFolders(base, { maxDepth: 1 })).toEqual([near]);
  });

  it("does not enter dependencies, archives or links, and offers no empty folder", async () => {
    for (const name of ["node_modules", ".git", ".venv", "venv", "archive"])
      await telemetryIn(name, ".empathy");
    await telemetryIn("a", ".empathy");
    await telemetryIn("a", ".empathy", "archive", ".empathy");
    await mkdir(join(base, "empty", ".empathy"), { recursive: true });
    const outside = await scratchFolder("outside");
    await mkdir(join(outside, ".empathy"));
    await writeFile(join(outside, ".empathy", "llm_calls.jsonl"), "");
    await symlink(outside, join(base, "link"));
    expect(await findNestedTelemetryFolders(base, { maxDepth: 5 })).toEqual([join(base, "a", ".empathy")]);
  });

  it("ends early on a signal and in a huge tree", async () => {
    await telemetryIn("a", ".empathy");
    const signal = AbortSignal.abort();
    expect(await findNestedTelemetryFolders(base, { maxDepth: 3, signal })).toEqual([]);
    expect(await findNestedTelemetryFolders(base, { maxDepth: 3, maxFolders: 1 })).toEqual([]);
  });

  it("passes by folders that are absent or closed", async () => {
    expect(await findNestedTelemetryFolders(join(base, "none"), { maxDepth: 3 })).toEqual([]);
    await mkdir(join(base, "closed"));
    await chmod(join(base, "closed"), 0o000);
    const open = await telemetryIn("open", ".empathy");
    expect(await findNestedTelemetryFolders(base, { maxDepth: 3 })).toEqual([open]);
  });
});
