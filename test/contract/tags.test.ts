import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { RawFields } from "../fixtures/raw-lines.ts";
import { events, fake, FakeMemento, setFolders } from "../fakes/vscode-state.ts";
import type { Live } from "./support/live.ts";
import {
  activateLive,
  appendIn,
  callNow,
  FakeContext,
  isReady,
  lines,
  makeFolder,
  runNow,
  settled,
  stamp,
  startLive,
} from "./support/live.ts";

const CALLS = ".empathy/llm_calls.jsonl";
const TAGS = ".empathy/monitor/tags.jsonl";

async function startReady(dirName = ".empathy"): Promise<{ live: Live; ids: readonly string[] }> {
  const path = `${dirName}/llm_calls.jsonl`;
  const texts = Array.from({ length: 50 }, () => callNow());
  const live = startLive({ [path]: lines(...texts) });
  await live.until(isReady);
  let offset = 0;
  const ids = texts.map((text) => {
    const id = `call:${path}:${offset}`;
    offset += text.length + 1;
    return id;
  });
  return { live, ids };
}

const tagsOf = (live: Live, id: string): readonly string[] => live.api.figures()?.dataset.userTags(id) ?? [];
const tag = (ids: unknown): Promise<unknown> =>
  Promise.resolve(fake.commands.get("empathyTelemetry.tagRows")?.(ids));

describe("tagging rows", () => {
  it("tags 50 rows at once, and takes the tag away again", async () => {
    const { live, ids } = await startReady();
    fake.answers.push(["New tag..."], " nightly ");
    await tag(ids);
    await live.until(() => ids.every((id) => tagsOf(live, id).join() === "nightly"));
    expect(existsSync(join(live.dir, TAGS))).toBe(true);
    fake.answers.push([]);
    await tag(ids);
    await live.until(() => ids.every((id) => tagsOf(live, id).length === 0));
  });

  it("changes only what differs, and says how many rows have a tag", async () => {
    const { live, ids } = await startReady();
    fake.answers.push(["New tag..."], "ci");
    await tag(ids.slice(0, 1));
    fake.answers.push(["ci"]);
    await tag(ids.slice(0, 2));
    expect(fake.lastQuickPick?.items[1]).toMatchObject({
      label: "ci",
      picked: false,
      description: "on 1 of 2",
    });
    await live.until(() => tagsOf(live, ids[1] ?? "").join() === "ci");
    const written = readFileSync(join(live.dir, TAGS), "utf8").trim().split("\n");
    expect(written.map((line) => (JSON.parse(line) as { ids: unknown }).ids)).toEqual([[ids[0]], [ids[1]]]);
  });

  it("leaves a tag of some of the rows as it is, unless it is ticked", async () => {
    const { live, ids } = await startReady();
    fake.answers.push(["New tag..."], "mixed");
    await tag(ids.slice(0, 1));
    fake.answers.push(["New tag..."], "new");
    await tag(ids.slice(0, 3));
    await live.until(() => tagsOf(live, ids[2] ?? "").join() === "new");
    expect(ids.slice(0, 3).map((id) => tagsOf(live, id))).toEqual([["mixed", "new"], ["new"], ["new"]]);
  });

  it("comes from the panel's selection by id, and takes no id that is not there", async () => {
    const { live, ids } = await startReady();
    await live.openView();
    fake.answers.push(["New tag..."], "ci");
    live.view.webview.receive({ type: "tagRows", version: 1, ids: [ids[0], "call:/etc/passwd:0"] });
    await live.until(() => tagsOf(live, ids[0] ?? "").length === 1);
    expect(fake.lastQuickPick?.options).toMatchObject({ title: "Tags of 1 row" });
    expect(readFileSync(join(live.dir, TAGS), "utf8")).not.toContain("passwd");
  });

  it("changes nothing when the user cancels, or for what are no ids", async () => {
    const { live, ids } = await startReady();
    await tag(ids);
    await tag("call");
    await tag(["call:gone:0"]);
    fake.answers.push(["New tag..."], undefined);
    await tag(ids);
    expect(existsSync(join(live.dir, TAGS))).toBe(false);
  });

  it("asks for a name that can be read", async () => {
    const { ids } = await startReady();
    fake.answers.push(["New tag..."], "ci");
    await tag(ids);
    const validate = fake.lastInput?.validateInput;
    expect(validate?.(" ")).toBe("A tag needs a name");
    expect(validate?.("x".repeat(65))).toBe("At most 64 characters");
    expect(validate?.("ok")).toBeNull();
  });

  it("writes nothing into an untrusted workspace", async () => {
    const { live, ids } = await startReady();
    fake.isTrusted = false;
    fake.answers.push(["New tag..."], "ci");
    await tag(ids);
    expect(existsSync(join(live.dir, TAGS))).toBe(false);
    expect(fake.messages.at(-1)?.text).toContain("trusted workspace");
  });

  it("keeps tags in the workspace's storage where there is no .empathy", async () => {
    const { live, ids } = await startReady(".attune");
    fake.answers.push(["New tag..."], "ci");
    await tag(ids);
    await live.until(() => tagsOf(live, ids[0] ?? "").length === 1);
    expect(existsSync(join(live.context.storageUri?.fsPath ?? "", "monitor", "tags.jsonl"))).toBe(true);
  });

  it("has them again after a reload", async () => {
    const { live, ids } = await startReady();
    fake.answers.push(["New tag..."], "ci");
    await tag(ids);
    live.dispose();
    const again = activateLive(live.dir, new FakeContext(makeFolder(), new FakeMemento()));
    await again.until(() => tagsOf(again, ids[0] ?? "").join() === "ci");
    await settled();
    expect(again.api.loggedErrors).toEqual([]);
  });
});

describe("a tag belongs to its record", () => {
  const first = `call:${CALLS}:0`;

  async function tagFirst(fields: RawFields): Promise<Live> {
    const live = startLive({ [CALLS]: lines(callNow(fields)) });
    await live.until(isReady);
    fake.answers.push(["New tag..."], "mine");
    await tag([first]);
    await live.until(() => tagsOf(live, first).length === 1);
    return live;
  }

  it.each([
    ["by its id", { call_id: "a" }, { call_id: "b" }],
    ["by its line, where it has no id", { call_id: null }, { call_id: null, model_id: "other" }],
  ])("%s: another one at the same place does not get it", async (_how, tagged, other) => {
    const live = await tagFirst(tagged);
    renameSync(join(live.dir, CALLS), join(live.dir, "kept"));
    await live.until(({ figures }) => figures()?.dataset.calls.count === 0);
    appendIn(live.dir, CALLS, callNow(other));
    await live.until(({ figures }) => figures()?.dataset.calls.count === 1);
    await live.until(() => tagsOf(live, first).length === 0);
    renameSync(join(live.dir, "kept"), join(live.dir, CALLS));
    await live.until(() => tagsOf(live, first).join() === "mine");
  });

  it("stays when a second folder changes the names of files, and when its file is rotated", async () => {
    const live = await tagFirst({ call_id: "a" });
    const name = live.dir.slice(live.dir.lastIndexOf("/") + 1);
    setFolders(live.dir, makeFolder({ [CALLS]: lines(callNow({ call_id: "b" })) }));
    events.folders.fire();
    await live.until(() => tagsOf(live, `call:${name}/${CALLS}:0`).join() === "mine");
    const rotated = ".empathy/llm_calls.2026-01-01.jsonl";
    renameSync(join(live.dir, CALLS), join(live.dir, rotated));
    await live.until(() => tagsOf(live, `call:${name}/${rotated}:0`).join() === "mine");
    fake.answers.push([]);
    await tag([`call:${name}/${rotated}:0`]);
    await live.until(() => tagsOf(live, `call:${name}/${rotated}:0`).length === 0);
  });

  it("follows a run to its newest line", async () => {
    const RUNS = ".empathy/workflow_runs.jsonl";
    const line = runNow({ run_id: "r" });
    const live = startLive({ [RUNS]: lines(line) });
    await live.until(isReady);
    fake.answers.push(["New tag..."], "mine");
    await tag([`run:${RUNS}:0`]);
    await live.until(() => tagsOf(live, `run:${RUNS}:0`).length === 1);
    appendIn(live.dir, RUNS, runNow({ run_id: "r", completed_at: stamp(0) }));
    await live.until(() => tagsOf(live, `run:${RUNS}:${line.length + 1}`).join() === "mine");
  });
});

describe("where tags are kept", () => {
  it("reads what was written before .empathy came, and writes there from then on", async () => {
    const { live, ids } = await startReady(".attune");
    fake.answers.push(["New tag..."], "early");
    await tag(ids.slice(0, 1));
    mkdirSync(join(live.dir, ".empathy"));
    fake.answers.push(["New tag...", "early"], "late");
    await tag(ids.slice(0, 1));
    await live.until(() => tagsOf(live, ids[0] ?? "").join() === "early,late");
    expect(readFileSync(join(live.dir, TAGS), "utf8")).toContain("late");
    live.dispose();
    const again = activateLive(live.dir, live.context);
    await again.until(() => tagsOf(again, ids[0] ?? "").join() === "early,late");
  });

  it("shows what another window tagged when this one gets the focus", async () => {
    const { live, ids } = await startReady();
    fake.answers.push(["New tag..."], "ci");
    await tag(ids.slice(0, 1));
    await live.until(() => tagsOf(live, ids[0] ?? "").length === 1);
    const event = JSON.parse(readFileSync(join(live.dir, TAGS), "utf8")) as object;
    appendIn(live.dir, TAGS, JSON.stringify({ ...event, tag: "theirs" }));
    events.windowState.fire({ focused: false });
    events.windowState.fire({ focused: true });
    await live.until(() => tagsOf(live, ids[0] ?? "").join() === "ci,theirs");
  });

  it("keeps each folder's tags in that folder", async () => {
    const other = makeFolder({ [CALLS]: lines(callNow({ call_id: "b" })) });
    const live = startLive({ [CALLS]: lines(callNow()) }, () => {
      setFolders(fake.folders?.[0]?.uri.fsPath ?? "", other);
    });
    await live.until(({ figures }) => figures()?.dataset.calls.count === 2);
    const id = `call:${other.slice(other.lastIndexOf("/") + 1)}/${CALLS}:0`;
    fake.answers.push(["New tag..."], "b-only");
    await tag([id]);
    await live.until(() => tagsOf(live, id).join() === "b-only");
    expect([existsSync(join(live.dir, TAGS)), existsSync(join(other, TAGS))]).toEqual([false, true]);
  });

  it("says once that the tags cannot be read, and tries again when asked", async () => {
    const live = startLive({ [CALLS]: lines(callNow()), [`${TAGS}/in-the-way`]: "" });
    await live.until(isReady);
    appendIn(live.dir, CALLS, callNow());
    await live.until(({ figures }) => figures()?.dataset.calls.count === 2);
    await settled();
    expect(live.api.loggedErrors).toHaveLength(1);
    rmSync(join(live.dir, TAGS), { recursive: true });
    fake.answers.push(["New tag..."], "ci");
    await tag([`call:${CALLS}:0`]);
    await live.until(() => tagsOf(live, `call:${CALLS}:0`).join() === "ci");
  });
});

describe("the tag file", () => {
  it("is never taken for telemetry", async () => {
    const { live, ids } = await startReady();
    fake.answers.push(["New tag..."], "ci");
    await tag(ids);
    await Promise.resolve(fake.commands.get("empathyTelemetry.refresh")?.());
    expect(
      live.api
        .figures()
        ?.dataset.files()
        .map(({ file }) => file.label),
    ).toEqual([CALLS]);
  });
});
