import { existsSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { DEFAULT_INTENT } from "../../src/core/view-model/panel-intent.ts";
import { PROTOCOL_VERSION as version } from "../../src/protocol/version.ts";
import { executedCommands, fake } from "../fakes/vscode-state.ts";
import { EventEmitter, Uri } from "../fakes/vscode-values.ts";
import type { Live } from "./support/live.ts";
import { callNow, isReady, lines, makeFolder, runNow, settled, startLive, writeIn } from "./support/live.ts";

const FILES = {
  ".empathy/llm_calls.jsonl": lines(
    callNow({ workflow_name: "kept" }),
    callNow({ workflow_name: "other" }),
    callNow({ workflow_name: "kept" }),
  ),
  ".empathy/workflow_runs.jsonl": lines(runNow()),
};

const feed = (workflows: readonly string[]) => ({
  ...DEFAULT_INTENT.feed,
  filter: { ...DEFAULT_INTENT.feed.filter, workflows },
});

async function startReady(): Promise<Live> {
  const live = startLive(FILES);
  await live.until(isReady);
  await live.openView({ range: { kind: "all" } });
  return live;
}

/** Starts an export by message and resolves with its last progress message. */
async function exported(live: Live, message: object): Promise<Record<string, unknown>> {
  live.view.webview.receive({ type: "export", version, range: { kind: "all" }, ...message });
  for (;;) {
    const last = live.view.webview.ofType("exportProgress").at(-1);
    if (last !== undefined && last["state"] !== "running") return last;
    await settled();
  }
}

const rows = (path: string): readonly Record<string, unknown>[] =>
  readFileSync(path, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

/** A link to itself: nobody can open it, whoever runs the test. */
function closeFile(path: string): void {
  rmSync(path);
  symlinkSync("llm_calls.jsonl", path);
}

/** A place that the user chooses later, in the save dialog. */
function laterPlace(): { readonly promise: Promise<Uri>; readonly resolve: (uri: Uri) => void } {
  const chosen = new EventEmitter<Uri>();
  const promise = new Promise<Uri>((resolve) => {
    chosen.event(resolve);
  });
  return { promise, resolve: (uri) => chosen.fire(uri) };
}

describe("export", () => {
  it("writes exactly the listed rows in the format of the name", async () => {
    const live = await startReady();
    const path = join(live.dir, "out.jsonl");
    fake.answers.push(Uri.file(path));
    fake.messageAnswers.set("Exported", "Open");
    const last = await exported(live, { feed: feed(["kept"]) });
    expect(last).toMatchObject({ state: "done", done: 2, total: 2 });
    expect(rows(path).map((row) => row["workflow"])).toEqual(["kept", "kept"]);
    await settled();
    expect(fake.messages.at(-1)?.text).toBe("Exported 2 records.");
    expect(executedCommands()).toContain("vscode.open");
  });

  it("writes CSV for any other name, and offers to show the file", async () => {
    const live = await startReady();
    const path = join(live.dir, "out.txt");
    fake.answers.push(Uri.file(path));
    fake.messageAnswers.set("Exported", "Reveal in File Explorer");
    await exported(live, { feed: { ...feed([]), kind: "runs" } });
    expect(readFileSync(path, "utf8")).toMatch(/^at,workflow,/);
    await settled();
    expect(fake.messages.at(-1)?.text).toBe("Exported 1 record.");
    expect(executedCommands()).toContain("revealFileInOS");
  });

  it("does nothing when no place is chosen", async () => {
    const live = await startReady();
    live.view.webview.receive({ type: "export", version, range: { kind: "all" }, feed: feed([]) });
    await settled();
    expect(live.view.webview.ofType("exportProgress")).toEqual([]);
    expect(fake.messages).toEqual([]);
  });

  it.each(["notification", "panel"])("can be cancelled from the %s and leaves no file", async (from) => {
    const live = await startReady();
    const path = join(live.dir, "out.csv");
    fake.answers.push(Uri.file(path));
    fake.onProgress = () => {
      queueMicrotask(() => {
        if (from === "panel") live.view.webview.receive({ type: "cancelExport", version });
        else fake.progressToken?.cancel();
      });
    };
    expect(await exported(live, { feed: feed([]) })).toMatchObject({ state: "cancelled" });
    expect(live.api.loggedErrors).toEqual([]);
    expect(existsSync(path)).toBe(false);
    expect(fake.messages).toEqual([]);
  });

  it("exports what there is when the place is chosen, not what there was when it was asked for", async () => {
    const live = await startReady();
    const path = join(live.dir, "out.jsonl");
    const chosen = laterPlace();
    fake.answers.push(chosen.promise);
    const done = exported(live, { feed: feed([]) });
    const before = live.api.figures()?.generation;
    // Another file under the same name: a new generation, with files of its own.
    writeIn(
      live.dir,
      "other.jsonl",
      lines(callNow({ workflow_name: "new" }), callNow({ workflow_name: "newer" })),
    );
    renameSync(join(live.dir, "other.jsonl"), join(live.dir, ".empathy/llm_calls.jsonl"));
    await live.until(
      ({ figures }) => figures()?.generation !== before && figures()?.dataset.calls.count === 2,
    );
    chosen.resolve(Uri.file(path));
    expect(await done).toMatchObject({ state: "done", total: 2 });
    expect(rows(path).map((row) => row["workflow"])).toEqual(["new", "newer"]);
  });

  it("runs one at a time, counted from the choice of the place", async () => {
    const live = await startReady();
    const places = [laterPlace(), laterPlace()] as const;
    fake.answers.push(places[0].promise, places[1].promise);
    const message = { type: "export", version, range: { kind: "all" }, feed: feed([]) };
    live.view.webview.receive(message);
    live.view.webview.receive(message);
    fake.onProgress = () => places[1].resolve(Uri.file(join(live.dir, "two.csv")));
    places[0].resolve(Uri.file(join(live.dir, "one.csv")));
    while (!fake.messages.some(({ text }) => text.startsWith("Exported"))) await settled();
    expect(fake.messages.map(({ text }) => text)).toContain("An export is running already.");
    expect(existsSync(join(live.dir, "two.csv"))).toBe(false);
  });

  it("says at once that one runs already", async () => {
    const live = await startReady();
    fake.answers.push(Uri.file(join(live.dir, "one.csv")));
    fake.onProgress = () => {
      fake.onProgress = undefined;
      live.view.webview.receive({ type: "export", version, range: { kind: "all" }, feed: feed([]) });
    };
    await exported(live, { feed: feed([]) });
    expect(fake.messages.map(({ text }) => text)).toContain("An export is running already.");
  });

  it.each([
    ["/no/such/folder/out.csv", "its folder does not exist"],
    ["/dev/full", "No space is left"],
  ])("says why %s could not be written", async (path, text) => {
    const live = await startReady();
    fake.answers.push(Uri.file(path));
    expect(await exported(live, { feed: feed([]) })).toMatchObject({ state: "failed" });
    expect(fake.messages.at(-1)).toMatchObject({ severity: "error" });
    expect(fake.messages.at(-1)?.text).toContain(text);
    expect(live.api.loggedErrors).toEqual([expect.stringContaining("The export failed")]);
  });

  it.each(["llm_calls.jsonl", "llm_calls.2026.jsonl"])("never writes over telemetry: %s", async (name) => {
    const live = await startReady();
    fake.answers.push(Uri.file(join(live.dir, ".empathy", name)));
    expect(await exported(live, { feed: feed([]) })).toMatchObject({ state: "failed" });
    expect(fake.messages.at(-1)?.text).toContain("Telemetry files are not written over");
    expect(rows(join(live.dir, ".empathy", "llm_calls.jsonl"))).toHaveLength(3);
    expect(existsSync(join(live.dir, ".empathy", "llm_calls.2026.jsonl"))).toBe(false);
  });

  it.each([
    ["changed", (path: string) => writeFileSync(path, ""), "changed while it was exported"],
    ["closed", closeFile, "could not be read (ELOOP)"],
  ])("says that the telemetry is %s by now, and leaves no file", async (_name, change, text) => {
    const live = await startReady();
    const path = join(live.dir, "out.csv");
    fake.answers.push(Uri.file(path));
    fake.onProgress = () => change(join(live.dir, ".empathy", "llm_calls.jsonl"));
    expect(await exported(live, { feed: feed([]) })).toMatchObject({ state: "failed" });
    expect(fake.messages.at(-1)).toMatchObject({ severity: "error" });
    expect(fake.messages.at(-1)?.text).toContain(text);
    expect(existsSync(path)).toBe(false);
  });

  it("ends in the panel too when the fault is our own", async () => {
    const live = await startReady();
    fake.answers.push(Uri.file(join(live.dir, "out.csv")));
    fake.onProgress = () => {
      const broken = (): never => {
        throw new Error("planted");
      };
      Object.defineProperty(live.api.figures()?.dataset ?? {}, "files", { value: broken });
    };
    expect(await exported(live, { feed: feed([]) })).toMatchObject({ state: "failed" });
    await settled();
    expect(live.api.loggedErrors.some((line) => line.includes("planted"))).toBe(true);
  });

  it("writes to files on disk only", async () => {
    const live = await startReady();
    fake.answers.push(Uri.parse("untitled:/out.csv"));
    live.view.webview.receive({ type: "export", version, range: { kind: "all" }, feed: feed([]) });
    while (fake.messages.length === 0) await settled();
    expect(fake.messages[0]?.text).toContain("files on disk only");
  });

  it("takes the visible panel's choice when run as a command, to a place given as Uri only", async () => {
    const live = await startReady();
    const intent = { ...DEFAULT_INTENT, range: { kind: "all" }, feed: feed(["other"]) };
    live.view.webview.receive({ type: "setIntent", version, intentNumber: 2, intent });
    const path = join(live.dir, "out.jsonl");
    await fake.commands.get("empathyTelemetry.export")?.({ outUri: Uri.file(path) });
    expect(rows(path).map((row) => row["workflow"])).toEqual(["other"]);
    const second = join(makeFolder(), "no.jsonl");
    await fake.commands.get("empathyTelemetry.export")?.({ outUri: second });
    expect(existsSync(second)).toBe(false);
  });

  it("starts from the remembered range when no panel is open", async () => {
    const live = startLive(FILES);
    const path = join(live.dir, "out.jsonl");
    await live.until(isReady);
    await fake.commands.get("empathyTelemetry.export")?.({ outUri: Uri.file(path) });
    expect(rows(path)).toHaveLength(3);
  });
});
