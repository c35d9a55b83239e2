import type { SampleWorkflow } from "./workflows.ts";
import { SAMPLE_WORKFLOWS } from "./workflows.ts";

/** The source files of the sample workspace, by relative path: what a click on a workflow opens. */
export function sampleSources(): ReadonlyMap<string, string> {
  return new Map([
    ...SAMPLE_WORKFLOWS.map((workflow): [string, string] => [workflow.file, workflowSource(workflow)]),
    ["workflows/base.py", BASE],
    ["workflows/__init__.py", ""],
    ["tests/test_workflows.py", TESTS],
    ["pyproject.toml", pyproject()],
    ["README.md", README],
  ]);
}

function workflowSource(workflow: SampleWorkflow): string {
  const stages = workflow.stages.map((stage) => stage.name);
  const tiers = workflow.stages.map((stage) => `        "${stage.name}": "${stage.tier}",`);
  const methods = workflow.stages.map(
    (stage) =>
      `    async def ${stage.name}(self, state: dict) -> dict:\n        return await self.call_model("${stage.name}", state)\n`,
  );
  return `"""${workflow.doc}"""

from workflows.base import BaseWorkflow


class ${workflow.className}(BaseWorkflow):
    """${workflow.doc}"""

    name = "${workflow.name}"
    stages = [${stages.map((stage) => `"${stage}"`).join(", ")}]
    tier_map = {
${tiers.join("\n")}
    }

${methods.join("\n")}`;
}

const BASE = `"""What every workflow of this sample shares."""


class BaseWorkflow:
    name = ""
    stages: list[str] = []
    tier_map: dict[str, str] = {}

    async def execute(self, state: dict) -> dict:
        for stage in self.stages:
            state = await getattr(self, stage)(state)
        return state

    async def call_model(self, stage: str, state: dict) -> dict:
        return {**state, "tier": self.tier_map[stage]}
`;

const TESTS = `from workflows.base import BaseWorkflow


class FakeWorkflow(BaseWorkflow):
    name = "test"
    stages = ["test_step"]


def test_name():
    assert FakeWorkflow.name == "test"
`;

const README = `# Sample workspace

Six small LLM workflows and the telemetry that they would have written to \`.empathy/\`. Everything here is made
up by a generator: no model was called and nothing was spent.

Open the **Empathy Telemetry** view in the activity bar and look for the workflow whose prompt grew, the
afternoon on which the audit kept failing, and the half-written line in data health.
`;

function pyproject(): string {
  const entries = SAMPLE_WORKFLOWS.map((workflow) => {
    const module = workflow.file.replace(/\.py$/, "").replaceAll("/", ".");
    return `${workflow.name} = "${module}:${workflow.className}"`;
  });
  return `[project]
name = "sample-workspace"
version = "0.1.0"

[project.entry-points."empathy.workflows"]
${entries.join("\n")}
`;
}
