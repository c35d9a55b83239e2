import { describe, expect, it } from "vitest";
import { findDefinitions } from "../../../src/core/source/python-definitions.ts";
import { findWorkflowDefinitions, readEntryPoints } from "../../../src/core/source/resolve-workflow.ts";

const workflowClass = (className: string, name: string, bases = "BaseWorkflow") =>
  `import os\n\n\nclass ${className}(${bases}):\n    """Docs."""\n\n    name = "${name}"\n    stages = []\n`;

describe("findDefinitions", () => {
  it("finds a class attribute and points at its class line", () => {
    expect(findDefinitions(workflowClass("BugPredict", "bug-predict"), "bug-predict")).toEqual([
      { form: "class-attribute", line: 4, className: "BugPredict", bases: "BaseWorkflow" },
    ]);
  });

  it.each([
    ['    name: str = "x-y"'],
    ["    name: ClassVar[str] = 'x-y'"],
    ["    name: typing.ClassVar[str | None] = 'x-y'  # the id"],
    ['\tname = "x-y"'],
  ])("accepts the declaration %s", (line) => {
    expect(findDefinitions(`class A(B):\n${line}\n`, "x-y")).toHaveLength(1);
  });

  it.each([
    ["a keyword argument", 'register(\n    name="x-y",\n)\n'],
    ["a local variable", 'class A:\n    def run(self):\n        name = "x-y"\n'],
    ["a module constant", 'name = "x-y"\n'],
    ["another name with the same start", 'class A:\n    name = "x-y2"\n'],
    ["a name that a pattern would match", 'class A:\n    name = "xzy"\n'],
    ["a string with mixed quotes", "class A:\n    name = \"x-y'\n"],
  ])("leaves out %s", (_what, text) => {
    expect(findDefinitions(text, "x-y")).toEqual([]);
  });

  it("reads a base list that spans lines", () => {
    const text = 'class A(\n    Mixin,  # first\n    BaseWorkflow,\n):\n    name = "x"\n';
    expect(findDefinitions(text, "x")[0]?.bases.replaceAll(/\s+/g, " ")).toBe("Mixin, BaseWorkflow,");
  });

  it("skips methods between the class and a later attribute", () => {
    const text = 'class A(B):\n    def f(self):\n        return 1\n\n    name = "x"\n';
    expect(findDefinitions(text, "x")).toMatchObject([{ line: 1, className: "A" }]);
  });

  it.each([
    'self.name = "x-y"',
    'super().__init__(stages=[], name="x-y")',
    'flow = WorkflowBuilder("x-y").build()',
  ])("takes %s as an assignment", (line) => {
    expect(findDefinitions(`def f(self):\n    ${line}\n`, "x-y")).toEqual([
      { form: "assignment", line: 2, className: null, bases: "" },
    ]);
  });

  it("takes names with regular-expression characters literally, and CRLF files", () => {
    expect(findDefinitions('class A:\r\n    name = "a.b (1)"\r\n', "a.b (1)")).toHaveLength(1);
    expect(findDefinitions('class A:\n    name = "aXb (1)"\n', "a.b (1)")).toEqual([]);
  });
});

describe("findWorkflowDefinitions", () => {
  const resolve = (files: Record<string, string>, name: string, pyproject = "") =>
    findWorkflowDefinitions(
      Object.entries(files).map(([path, text]) => ({ path, text })),
      name,
      readEntryPoints(pyproject),
    );

  it("prefers base list, then folder, then class name, over tests and examples", () => {
    const found = resolve(
      {
        "examples/demo.py": workflowClass("DemoWorkflow", "w"),
        "tests/test_w.py": workflowClass("FakeWorkflow", "w"),
        "src/agents/w.py": workflowClass("WThing", "w", "Agent"),
        "src/agents/w_crew.py": workflowClass("WCrew", "w", "Agent"),
        "src/workflows/w.py": workflowClass("WThing", "w", "Agent"),
        "src/other/w.py": workflowClass("WThing", "w", "BaseWorkflow"),
      },
      "w",
    );
    expect(found.map((candidate) => candidate.path)).toEqual([
      "src/other/w.py",
      "src/workflows/w.py",
      "src/agents/w_crew.py",
      "src/agents/w.py",
      "examples/demo.py",
      "tests/test_w.py",
    ]);
  });

  it("lets the project's entry point settle which of two classes it is", () => {
    const files = {
      "src/pkg/workflows/release_prep.py": workflowClass("ReleasePrepWorkflow", "release-prep"),
      "src/pkg/agents/release/release_prep_team.py": workflowClass("ReleaseTeam", "release-prep", "Team"),
    };
    const pyproject =
      '[project]\nname = "p"\n[project.entry-points."empathy.workflows"]\nrelease-prep = "pkg.agents.release.release_prep_team:ReleaseTeam"\n';
    expect(resolve(files, "release-prep")[0]?.className).toBe("ReleasePrepWorkflow");
    expect(resolve(files, "release-prep", pyproject)[0]).toMatchObject({
      className: "ReleaseTeam",
      reason: "entry-point",
      rank: 0,
    });
  });

  it("gives equal rank to candidates that tie", () => {
    const found = resolve(
      {
        "src/workflows/a.py": workflowClass("AWorkflow", "w"),
        "src/workflows/b.py": workflowClass("BWorkflow", "w"),
      },
      "w",
    );
    expect(found.map((candidate) => candidate.rank)).toEqual([10, 10]);
  });

  it("puts assignments after classes and before tests", () => {
    const found = resolve(
      {
        "tests/test_x.py": workflowClass("T", "w"),
        "src/build_flow.py": 'flow = WorkflowBuilder(name="w")\n',
      },
      "w",
    );
    expect(found.map((candidate) => candidate.reason)).toEqual(["assignment", "test-or-example"]);
  });

  it.each([
    ["src/bug_predict.py"],
    ["src/bug_predict/workflow.py"],
    ["src/bug_predict/__init__.py"],
    ["src/bug_prediction_v2.py"],
    ["src/bug_predict_crew.py"],
  ])("falls back to the file name %s", (path) => {
    expect(resolve({ [path]: "pass\n", "src/else.py": "pass\n" }, "bug-predict")).toMatchObject([
      { path, line: 1, reason: "file-name" },
    ]);
  });

  it("knows test_workflow and test-workflow apart when they are defined", () => {
    const files = {
      "a/one.py": workflowClass("One", "test_workflow"),
      "a/two.py": workflowClass("Two", "test-workflow"),
    };
    expect(resolve(files, "test-workflow").map((candidate) => candidate.className)).toEqual(["Two"]);
  });

  it.each(["../../etc/passwd", "/etc/passwd", "", "..", "\u202e", "a\u0000b"])(
    "finds nothing for the hostile name %j",
    (name) => {
      expect(resolve({ "src/workflows/a.py": workflowClass("A", "w"), "passwd.py": "" }, name)).toEqual([]);
    },
  );
});

describe("readEntryPoints", () => {
  it("reads both groups and ignores targets that are no module:Class", () => {
    const text =
      '[project.entry-points."empathy.workflows"]\na = "m.n:C"\nbad = "m"\n[project.entry-points."attune.workflows"]\n"b c" = "k:D"\n';
    expect(readEntryPoints(text)).toEqual([
      { name: "a", module: "m.n", className: "C" },
      { name: "b c", module: "k", className: "D" },
    ]);
  });

  it("returns nothing for a file that is no TOML or has none", () => {
    expect(readEntryPoints("[project\n")).toEqual([]);
    expect(readEntryPoints("[tool.x]\ny = 1\n")).toEqual([]);
  });
});
