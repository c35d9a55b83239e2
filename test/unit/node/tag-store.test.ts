import { appendFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { beforeEach, describe, expect, it } from "vitest";

import type { TaggedRecord } from "../../../src/node/tag-store.ts";
import { TagStore, tagFolderOf } from "../../../src/node/tag-store.ts";
import { scratchFolder } from "./scratch.ts";
import { startedSource } from "./source-fixture.ts";

const NOW_MS = Date.parse("2026-02-01T12:00:00Z");

let root = "";
let folder = "";

beforeEach(async () => {
  root = await scratchFolder(".empathy");
  folder = tagFolderOf(root);
});

const tagsFile = (): string => join(folder, "tags.jsonl");

const record = (id: string, ownId: string | null = `id:${id}`): TaggedRecord => ({ id, ownId });
const tagsIn = (store: TagStore): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(store.entries.map(({ record: { id, ownId }, tags }) => [`${id} ${ownId}`, tags]));
const give = (store: TagStore, tag: string, records: readonly TaggedRecord[], atMs = NOW_MS): Promise<void> =>
  store.change({ op: "add", tag, records }, folder, atMs);
const take = (store: TagStore, tag: string, records: readonly TaggedRecord[], atMs = NOW_MS): Promise<void> =>
  store.change({ op: "remove", tag, records }, folder, atMs);

describe("TagStore", () => {
  it("gives and takes tags, and knows them again", async () => {
    const store = await TagStore.open(folder);
    await give(store, " ci ", [record("call:a:0"), record("call:a:9")]);
    await give(store, "nightly", [record("call:a:0")]);
    await give(store, "ci", [record("call:a:0")]);
    await take(store, "ci", [record("call:a:9"), record("call:a:77")]);
    const expected = { "call:a:0 id:call:a:0": ["ci", "nightly"] };
    expect(tagsIn(store)).toEqual(expected);
    expect(tagsIn(await TagStore.open(folder))).toEqual(expected);
    expect(JSON.parse((await readFile(tagsFile(), "utf8")).split("\n")[0] ?? "")).toEqual({
      v: 2,
      ts: "2026-02-01T12:00:00.000Z",
      op: "add",
      tag: "ci",
      ids: ["call:a:0", "call:a:9"],
      ownIds: ["id:call:a:0", "id:call:a:9"],
    });
  });

  it("keeps two records apart that stood at the same place", async () => {
    const store = await TagStore.open(folder);
    await give(store, "old", [record("call:a:0", "id:1")]);
    await give(store, "new", [record("call:a:0", "id:2")]);
    await take(store, "old", [record("call:a:0", "id:2")]);
    expect(tagsIn(store)).toEqual({ "call:a:0 id:1": ["old"], "call:a:0 id:2": ["new"] });
  });

  it("writes nothing for no records and refuses a tag without a name", async () => {
    const store = await TagStore.open(folder);
    await give(store, "ci", []);
    await expect(readFile(tagsFile())).rejects.toMatchObject({ code: "ENOENT" });
    await expect(give(store, "  ", [record("call:a:0")])).rejects.toThrow(RangeError);
  });

  it("takes in what another window wrote, and says whether there was something", async () => {
    const [mine, theirs] = await Promise.all([TagStore.open(folder), TagStore.open(folder)]);
    await Promise.all(
      Array.from({ length: 40 }, (_, n) => give(n % 2 === 0 ? mine : theirs, `t${n}`, [record("run:r:0")])),
    );
    expect(await mine.reload()).toBe(true);
    expect(await mine.reload()).toBe(false);
    expect(mine.entries[0]?.tags).toHaveLength(40);
    expect(mine.unreadableCount).toBe(0);
  });

  it("reads several folders as one history", async () => {
    const other = tagFolderOf(await scratchFolder("storage"));
    const store = await TagStore.open(folder, other);
    const records = [record("call:a:0")];
    await store.change({ op: "add", tag: "early", records }, other, NOW_MS);
    await store.change({ op: "add", tag: "kept", records }, other, NOW_MS + 1);
    await take(store, "early", records, NOW_MS + 2);
    await store.change({ op: "add", tag: "late", records }, other, NOW_MS + 3);
    const expected = { "call:a:0 id:call:a:0": ["kept", "late"] };
    expect(tagsIn(store)).toEqual(expected);
    expect(tagsIn(await TagStore.open(folder, other))).toEqual(expected);
    expect(tagsIn(await TagStore.open(other, folder))).toEqual(expected);
  });

  it("keeps the order of one file where the clock went back", async () => {
    const store = await TagStore.open(folder);
    await give(store, "ci", [record("call:a:0")], NOW_MS);
    await take(store, "ci", [record("call:a:0")], NOW_MS - 60_000);
    expect(tagsIn(await TagStore.open(tagFolderOf(await scratchFolder("x")), folder))).toEqual({});
  });

  it("reads events of version 1, which knew places only", async () => {
    const event = { v: 1, ts: "2026-02-01T12:00:00.000Z", op: "add", tag: "ci", ids: ["call:a:0", 7] };
    await mkdir(folder, { recursive: true });
    await writeFile(tagsFile(), `${JSON.stringify(event)}\n`);
    const store = await TagStore.open(folder);
    expect(tagsIn(store)).toEqual({ "call:a:0 null": ["ci"] });
    await take(store, "ci", [record("call:a:0", null)]);
    expect(tagsIn(store)).toEqual({});
  });

  it("leaves out torn, foreign and later lines, counts them, and writes on after them", async () => {
    const good = {
      v: 2,
      ts: "2026-02-01T12:00:00.000Z",
      op: "add",
      tag: "ci",
      ids: ["call:a:0", 7, "call:a:1", "call:a:2"],
      ownIds: ["id:x", "id:y", null],
    };
    const bad = [
      { ...good, v: 3 },
      { ...good, op: "rename" },
      { ...good, tag: 5 },
      { ...good, ts: null },
      { ...good, ids: "x" },
      null,
      "text",
    ];
    await mkdir(folder, { recursive: true });
    await writeFile(tagsFile(), [good, ...bad].map((event) => JSON.stringify(event)).join("\n"));
    await appendFile(tagsFile(), '\n\n{"v": 1, "op');
    const store = await TagStore.open(folder);
    expect(tagsIn(store)).toEqual({ "call:a:0 id:x": ["ci"] });
    expect(store.unreadableCount).toBe(bad.length + 1);
    await give(store, "new", [record("call:a:1")]);
    const again = await TagStore.open(folder);
    expect(tagsIn(again)["call:a:1 id:call:a:1"]).toEqual(["new"]);
    expect(again.unreadableCount).toBe(bad.length + 1);
  });

  it("passes on an error that is not an absent file", async () => {
    await mkdir(tagsFile(), { recursive: true });
    await expect(TagStore.open(folder)).rejects.toMatchObject({ code: "EISDIR" });
  });

  it("makes a live source read nothing", async () => {
    await writeFile(join(root, "llm_calls.jsonl"), "");
    const source = await startedSource(root);
    const store = await TagStore.open(folder);
    await give(store, "ci", [record("call:a:0")]);
    const seen: string[] = [];
    source.onDidChange((event) => seen.push(event.kind));
    await give(store, "more", [record("call:a:0")]);
    await source.refresh();
    expect(seen).toEqual(["checked"]);
    expect(source.state.files).toHaveLength(1);
  });
});
