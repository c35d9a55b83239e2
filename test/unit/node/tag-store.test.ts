import { appendFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { beforeEach, describe, expect, it } from "vitest";

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

describe("TagStore", () => {
  it("gives and takes tags, and knows them again", async () => {
    const store = await TagStore.open(folder);
    await store.change("add", " ci ", ["call:a:0", "call:a:9"], NOW_MS);
    await store.change("add", "nightly", ["call:a:0"], NOW_MS);
    await store.change("add", "ci", ["call:a:0"], NOW_MS);
    await store.change("remove", "ci", ["call:a:9", "call:a:77"], NOW_MS);
    const expected = new Map([["call:a:0", ["ci", "nightly"]]]);
    expect(store.tags).toEqual(expected);
    expect((await TagStore.open(folder)).tags).toEqual(expected);
    expect(JSON.parse((await readFile(tagsFile(), "utf8")).split("\n")[0] ?? "")).toEqual({
      v: 1,
      ts: "2026-02-01T12:00:00.000Z",
      op: "add",
      tag: "ci",
      ids: ["call:a:0", "call:a:9"],
    });
  });

  it("writes nothing for no records and refuses a tag without a name", async () => {
    const store = await TagStore.open(folder);
    await store.change("add", "ci", [], NOW_MS);
    await expect(readFile(tagsFile())).rejects.toMatchObject({ code: "ENOENT" });
    await expect(store.change("add", "  ", ["call:a:0"], NOW_MS)).rejects.toThrow(RangeError);
  });

  it("takes in what another window wrote", async () => {
    const [mine, theirs] = await Promise.all([TagStore.open(folder), TagStore.open(folder)]);
    await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        (n % 2 === 0 ? mine : theirs).change("add", `t${n}`, ["run:r:0"], NOW_MS),
      ),
    );
    await mine.reload();
    expect(mine.tags.get("run:r:0")).toHaveLength(40);
    expect(mine.unreadableCount).toBe(0);
  });

  it("leaves out torn, foreign and later lines, counts them, and writes on after them", async () => {
    const good = { v: 1, ts: "2026-02-01T12:00:00.000Z", op: "add", tag: "ci", ids: ["call:a:0", 7] };
    const bad = [
      { ...good, v: 2 },
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
    expect(store.tags).toEqual(new Map([["call:a:0", ["ci"]]]));
    expect(store.unreadableCount).toBe(bad.length + 1);
    await store.change("add", "new", ["call:a:1"], NOW_MS);
    const again = await TagStore.open(folder);
    expect(again.tags.get("call:a:1")).toEqual(["new"]);
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
    await store.change("add", "ci", ["call:a:0"], NOW_MS);
    const seen: string[] = [];
    source.onDidChange((event) => seen.push(event.kind));
    await store.change("add", "more", ["call:a:0"], NOW_MS);
    await source.refresh();
    expect(seen).toEqual(["checked"]);
    expect(source.state.files).toHaveLength(1);
  });
});
