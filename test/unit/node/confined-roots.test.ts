import { mkdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { beforeEach, expect, it } from "vitest";

import { rootFromDir } from "../../../src/node/roots.ts";
import { nodeFs } from "../../../src/node/telemetry-fs.ts";
import { rawCall } from "../../fixtures/raw-lines.ts";
import { scratchFolder } from "./scratch.ts";
import { startedSource } from "./source-fixture.ts";

const LINE = `${rawCall()}\n`;
const CALLS = "llm_calls.jsonl";

let root = "";
let outside = "";

beforeEach(async () => {
  root = await scratchFolder(".empathy");
  outside = await scratchFolder("outside");
  await writeFile(join(outside, CALLS), LINE);
});

const confinedRoots = () => [{ ...rootFromDir(root), confinedTo: dirname(root) }];

it("reads no file through a link out of the folder, and one that stays in it", async () => {
  await symlink(join(outside, CALLS), join(root, CALLS));
  await writeFile(join(dirname(root), "inner.jsonl"), LINE);
  await symlink("../inner.jsonl", join(root, "llm_calls.2026-01-01.jsonl"));
  const free = await startedSource(root);
  expect(free.dataset.files()).toHaveLength(2);
  const source = await startedSource(root, { roots: confinedRoots() });
  expect(source.dataset.files().map(({ file }) => file.label)).toEqual(["llm_calls.2026-01-01.jsonl"]);
});

it("takes a folder that is a link out of it as absent", async () => {
  await rm(root, { recursive: true });
  await symlink(outside, root);
  const source = await startedSource(root, { roots: confinedRoots() });
  expect(source.state).toMatchObject({ overall: "no-files", roots: [{ state: "absent" }] });
});

it("lets go of a file that is replaced by such a link later", async () => {
  await writeFile(join(root, CALLS), LINE);
  const source = await startedSource(root, { roots: confinedRoots() });
  expect(source.dataset.calls.count).toBe(1);
  await symlink(join(outside, CALLS), join(root, "next"));
  await rename(join(root, "next"), join(root, CALLS));
  await source.refresh();
  expect(source.dataset.calls.count).toBe(0);
  await rm(root, { recursive: true });
  await mkdir(root);
  await writeFile(join(root, CALLS), LINE);
  await source.refresh();
  expect(source.dataset.calls.count).toBe(1);
});

it("does not take up what it may not look at", async () => {
  await writeFile(join(root, CALLS), LINE);
  const closed = Object.assign(new Error("closed"), { code: "EACCES" });
  const fs = { ...nodeFs, stamp: () => Promise.reject(closed) };
  expect((await startedSource(root, { fs })).dataset.files()).toHaveLength(1);
  expect((await startedSource(root, { fs, roots: confinedRoots() })).dataset.files()).toEqual([]);
});
