import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readCodeLocation } from "../../src/extension/source/code-location.ts";
import { isInside } from "../../src/node/path-check.ts";
import { resolveInsideWorkspace } from "../../src/extension/source/workspace-path.ts";
import { displayText } from "../../src/extension/display-text.ts";
import { PROTOCOL_VERSION as version } from "../../src/protocol/version.ts";
import { fake, resetFake } from "../fakes/vscode-state.ts";
import type { Live } from "./support/live.ts";
import { callNow, isReady, lines, makeFolder, runNow, startLive } from "./support/live.ts";

const CALLS = ".empathy/llm_calls.jsonl";
const RUNS = ".empathy/workflow_runs.jsonl";
const REVIEW = `import x\n\nclass ReviewWorkflow(BaseWorkflow):\n    name = "code-review"\n`;

async function startReady(files: Readonly<Record<string, string>>): Promise<Live> {
  const live = startLive(files);
  await live.until(isReady);
  await live.openView();
  return live;
}

/** Sends a message and waits for what it opens or says. */
async function act(live: Live, message: object): Promise<void> {
  const before = fake.editors.length + fake.messages.length + fake.executed.length;
  live.view.webview.receive({ version, ...message });
  while (fake.editors.length + fake.messages.length + fake.executed.length === before) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}

const opened = (): string => {
  const editor = fake.editors.at(-1);
  return editor === undefined
    ? ""
    : `${editor.document.uri.fsPath}:${(editor.selection?.start.line ?? 0) + 1}`;
};

describe("opening the source of a record", () => {
  it("goes to the class line and marks it for a moment", async () => {
    const live = await startReady({ [CALLS]: lines(callNow()), "src/review.py": REVIEW });
    await act(live, { type: "openSource", recordKind: "call", id: `call:${CALLS}:0` });
    expect(opened()).toBe(join(live.dir, "src/review.py:3"));
    expect(fake.liveDecorations).toBe(1);
    live.dispose();
    expect(fake.liveDecorations).toBe(0);
  });

  it("prefers the place that the record names itself", async () => {
    const metadata = { "code.file.path": "tools/made_here.py", "code.line.number": 2 };
    const live = await startReady({
      [CALLS]: lines(callNow({ metadata })),
      "src/review.py": REVIEW,
      "tools/made_here.py": "a = 1\nb = 2\n",
    });
    await act(live, { type: "openSource", recordKind: "call", id: `call:${CALLS}:0` });
    expect(opened()).toBe(join(live.dir, "tools/made_here.py:2"));
  });

  it.each(["../outside.py", "/etc/passwd", "link/outside.py", "..\u0000/x", ""])(
    "does not leave the workspace for %j",
    async (path) => {
      const outside = makeFolder({ "outside.py": "secret" });
      const live = startLive({
        [CALLS]: lines(callNow({ metadata: { "code.filepath": path, "code.lineno": 1 } })),
        "src/review.py": REVIEW,
      });
      symlinkSync(outside, join(live.dir, "link"));
      await live.until(isReady);
      await live.openView();
      await act(live, { type: "openSource", recordKind: "call", id: `call:${CALLS}:0` });
      expect(opened()).toBe(join(live.dir, "src/review.py:3"));
    },
  );

  it("finds the workflow of a run, and of a run without a line", async () => {
    const open = callNow({ workflow_name: "code-review", metadata: { run_id: "open-run" } });
    const live = await startReady({ [CALLS]: lines(open), [RUNS]: lines(runNow()), "src/review.py": REVIEW });
    await act(live, { type: "openSource", recordKind: "run", id: `run:${RUNS}:0` });
    expect(opened()).toBe(join(live.dir, "src/review.py:3"));
    await act(live, { type: "openSource", recordKind: "run", id: "run:open-run" });
    expect(fake.editors).toHaveLength(2);
  });

  it("says so when the record is gone", async () => {
    const live = await startReady({ [CALLS]: lines(callNow()) });
    await act(live, { type: "openSource", recordKind: "call", id: "call:gone.jsonl:0" });
    expect(fake.messages.at(-1)?.text).toContain("no longer in the files");
  });
});

describe("opening the source of a workflow", () => {
  const two = {
    [CALLS]: lines(callNow()),
    "workflows/one.py": `class OneWorkflow(Base):\n    name = "twice"\n`,
    "workflows/two.py": `class TwoWorkflow(Base):\n    name = "twice"\n`,
  };

  it("asks between ties once, and remembers the answer", async () => {
    const live = await startReady(two);
    fake.answers.push("TwoWorkflow");
    await act(live, { type: "openWorkflowSource", workflow: "twice" });
    expect(opened()).toBe(join(live.dir, "workflows/two.py:1"));
    await act(live, { type: "openWorkflowSource", workflow: "twice" });
    expect(fake.editors).toHaveLength(2);
    expect(opened()).toBe(join(live.dir, "workflows/two.py:1"));
  });

  it("opens nothing when the user does not choose", async () => {
    const live = await startReady(two);
    live.view.webview.receive({ version, type: "openWorkflowSource", workflow: "twice" });
    while (fake.lastQuickPick === undefined) await new Promise(setImmediate);
    expect(fake.editors).toEqual([]);
  });

  it("follows the entry points of the project", async () => {
    const live = await startReady({
      ...two,
      "pyproject.toml": `[project.entry-points."empathy.workflows"]\ntwice = "workflows.one:OneWorkflow"\n`,
    });
    await act(live, { type: "openWorkflowSource", workflow: "twice" });
    expect(opened()).toBe(join(live.dir, "workflows/one.py:1"));
  });

  it("says that there is none, without what a hostile name could do", async () => {
    const live = await startReady({ [CALLS]: lines(callNow()) });
    await act(live, { type: "openWorkflowSource", workflow: "../../etc/passwd](command:evil)\u202E" });
    const text = fake.messages.at(-1)?.text ?? "";
    expect(text).toContain("No definition of the workflow");
    expect(text).not.toMatch(/[\][()\u202E]/u);
    expect(fake.messages.at(-1)?.items).toEqual([]);
    expect(fake.editors).toEqual([]);
  });

  it("searches the interpreter's packages only after a click", async () => {
    const prefix = makeFolder({
      "lib/python3.12/site-packages/attune/workflows/deep/review.py": REVIEW.replace("code-review", "far"),
      "lib/python3.12/site-packages/attune/workflows/readme.md": "",
    });
    const live = await startReady({ [CALLS]: lines(callNow()) });
    fake.extensions.set("ms-python.python", {
      activate: async () => ({
        environments: {
          getActiveEnvironmentPath: () => "py",
          resolveEnvironment: async () => ({ executable: { sysPrefix: prefix } }),
        },
      }),
    });
    await act(live, { type: "openWorkflowSource", workflow: "far" });
    expect(fake.messages.at(-1)?.items).toEqual(["Search Installed Packages"]);
    expect(fake.editors).toEqual([]);
    fake.messageAnswers.set("No definition", "Search Installed Packages");
    await act(live, { type: "openWorkflowSource", workflow: "far" });
    while (fake.editors.length === 0) await new Promise(setImmediate);
    expect(opened()).toContain("site-packages/attune/workflows/deep/review.py:3");
    await act(live, { type: "openWorkflowSource", workflow: "nowhere" });
    while (!(fake.messages.at(-1)?.text ?? "").includes("either")) await new Promise(setImmediate);
  });

  it("takes no answer of an API that is not the Python extension's", async () => {
    const live = await startReady({ [CALLS]: lines(callNow()) });
    fake.extensions.set("ms-python.python", { activate: async () => ({ environments: "none" }) });
    fake.messageAnswers.set("No definition", "Search Installed Packages");
    await act(live, { type: "openWorkflowSource", workflow: "far" });
    while (!(fake.messages.at(-1)?.text ?? "").includes("either")) await new Promise(setImmediate);
    expect(fake.editors).toEqual([]);
  });
});

describe("opening places in the telemetry files", () => {
  it("opens the raw line of a record, selected", async () => {
    const first = callNow();
    const second = callNow();
    const live = await startReady({ [CALLS]: lines(first, second) });
    await act(live, { type: "openRawLine", id: `call:${CALLS}:${first.length + 1}` });
    const { command, args } = fake.executed.at(-1) ?? { command: "", args: [] };
    expect(command).toBe("vscode.open");
    expect(args[0]).toMatchObject({ path: join(live.dir, CALLS) });
    expect(args[1]).toMatchObject({
      selection: { start: { line: 1, character: 0 }, end: { line: 1, character: second.length } },
    });
  });

  it("opens problems and files that it knows by label", async () => {
    const live = await startReady({ [CALLS]: lines(callNow(), "{torn") });
    const problem = live.api.figures()?.dataset.files()[0]?.problems[0];
    const offset = problem?.line.byteOffset ?? -1;
    await act(live, { type: "openProblem", id: `problem:${CALLS}:${offset}:not-json` });
    expect(fake.executed.at(-1)?.args[1]).toMatchObject({ selection: { start: { line: 1, character: 0 } } });
    await act(live, { type: "openFile", label: CALLS });
    expect(fake.executed.at(-1)).toMatchObject({ command: "vscode.open" });
    const count = fake.executed.length;
    await act(live, { type: "openFile", label: "/etc/passwd" });
    await act(live, { type: "openProblem", id: "problem:/etc/passwd:0:x" });
    await act(live, { type: "openProblem", id: "nonsense" });
    await act(live, { type: "openRawLine", id: "call:/etc/passwd:0" });
    expect(fake.executed).toHaveLength(count);
    expect(fake.messages).toHaveLength(4);
  });
});

describe("paths", () => {
  it.each([
    ["/a", "/a/b", true],
    ["/a", "/a", true],
    ["/a", "/ab", false],
    ["/a", "/a/../b", false],
    ["/a", "/a/..b", true],
  ])("isInside(%s, %s) is %s", (folder, path, expected) => {
    expect(isInside(folder, path)).toBe(expected);
  });

  it("resolves only files that exist below a folder on disk", async () => {
    const dir = makeFolder({ "in.py": "" });
    resetFake(dir);
    expect((await resolveInsideWorkspace("in.py"))?.fsPath).toBe(join(dir, "in.py"));
    expect((await resolveInsideWorkspace(join(dir, "in.py")))?.fsPath).toBe(join(dir, "in.py"));
    expect(await resolveInsideWorkspace("absent.py")).toBeNull();
    expect(await resolveInsideWorkspace(".")).toBeNull();
  });
});

describe("readCodeLocation", () => {
  it.each([
    [
      { "code.filepath": "a.py", "code.lineno": 3 },
      { path: "a.py", line: 3 },
    ],
    [
      { "code.file.path": "b.py", "code.filepath": "a.py" },
      { path: "b.py", line: null },
    ],
    [
      { "code.filepath": "a.py", "code.lineno": "3" },
      { path: "a.py", line: null },
    ],
    [
      { "code.filepath": "a.py", "code.lineno": 0 },
      { path: "a.py", line: null },
    ],
    [{ "code.filepath": 7 }, null],
    [{}, null],
  ])("reads %j", (metadata, expected) => {
    expect(readCodeLocation(JSON.stringify({ metadata }))).toEqual(expected);
  });

  it("is null for what is no record", () => {
    expect(readCodeLocation("{torn")).toBeNull();
    expect(readCodeLocation("[]")).toBeNull();
    expect(readCodeLocation('{"metadata": []}')).toBeNull();
  });
});

describe("displayText", () => {
  it("takes out what VS Code would read as markup, and what hides text", () => {
    expect(displayText("[x](command:y) $(bug) `c` \u001B[31m \u202Eabc <b>")).toBe(
      "x command:y bug c 31m abc b",
    );
    expect(displayText("a".repeat(200))).toHaveLength(80);
  });
});
