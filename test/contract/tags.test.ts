import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fake, FakeMemento } from "../fakes/vscode-state.ts";
import type { Live } from "./support/live.ts";
import {
  activateLive,
  callNow,
  FakeContext,
  isReady,
  lines,
  makeFolder,
  settled,
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
    const events = readFileSync(join(live.dir, TAGS), "utf8").trim().split("\n");
    expect(events.map((line) => (JSON.parse(line) as { ids: unknown }).ids)).toEqual([[ids[0]], [ids[1]]]);
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
