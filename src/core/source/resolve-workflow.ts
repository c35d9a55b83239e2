import { parse } from "smol-toml";
import type { Definition } from "./python-definitions.ts";
import { findDefinitions } from "./python-definitions.ts";

/** A Python file of the workspace; `path` is relative to it, with `/`. */
export interface PythonFile {
  readonly path: string;
  readonly text: string;
}

/** A place in the workspace that may define a workflow. */
export interface SourceCandidate {
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  readonly className: string | null;
  /** Lower is better; candidates of equal rank tie, and the user decides. */
  readonly rank: number;
  readonly reason: "entry-point" | "class" | "assignment" | "test-or-example" | "file-name";
}

/** `name = "module:Class"` lines of `pyproject.toml`. */
export interface EntryPoint {
  readonly name: string;
  readonly module: string;
  readonly className: string;
}

const SIDE_FOLDER =
  /(^|\/)(tests?|examples?|docs?|\.archive|archive|build|dist|site-packages|[^/]+\.(?:backup|old))\//;
const TEST_FILE = /(^|\/)(test_[^/]*|[^/]*_test|conftest)\.py$/;
const ENTRY_POINT_GROUPS = ["empathy.workflows", "attune.workflows"];

/** Entry points of the workflow groups; a file that is no TOML has none. */
export function readEntryPoints(pyprojectText: string): readonly EntryPoint[] {
  let document: unknown;
  try {
    document = parse(pyprojectText);
  } catch {
    // Somebody is editing it; the other rules still work.
    return [];
  }
  return ENTRY_POINT_GROUPS.flatMap((group) => {
    const entries = field(field(field(document, "project"), "entry-points"), group);
    if (typeof entries !== "object" || entries === null) return [];
    return Object.entries(entries).flatMap(([name, target]: [string, unknown]) => {
      const match = typeof target === "string" ? /^([\w.]+):(\w+)/.exec(target) : null;
      return match === null ? [] : [{ name, module: match[1] ?? "", className: match[2] ?? "" }];
    });
  });
}

function field(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return Object.entries(value).find(([name]) => name === key)?.[1];
}

function isSideFile(path: string): boolean {
  return SIDE_FOLDER.test(path) || TEST_FILE.test(path);
}

function isEntryPointOf(entry: EntryPoint, path: string, definition: Definition): boolean {
  const modulePath = entry.module.replaceAll(".", "/");
  const inModule = [`${modulePath}.py`, `${modulePath}/__init__.py`].some(
    (suffix) => path === suffix || path.endsWith(`/${suffix}`),
  );
  // A package re-exports its class from a file below it, so the class name alone may decide.
  return (
    definition.className === entry.className && (inModule || path.includes(`${modulePath.split("/").at(-1)}`))
  );
}

/** 0 (nothing speaks for it) to 7: base list over folder over class name. */
function likeness(path: string, definition: Definition): number {
  return (
    (/Workflow|Pipeline/.test(definition.bases) ? 4 : 0) +
    (/(^|\/)workflows\//.test(path) ? 2 : 0) +
    (/(Workflow|Pipeline|Crew|Orchestrator)$/.test(definition.className ?? "") ? 1 : 0)
  );
}

function rankOf(
  path: string,
  definition: Definition,
  entry: EntryPoint | undefined,
): Pick<SourceCandidate, "rank" | "reason"> {
  if (entry !== undefined && isEntryPointOf(entry, path, definition))
    return { rank: 0, reason: "entry-point" };
  const worse = 7 - likeness(path, definition);
  if (isSideFile(path)) return { rank: 30 + worse, reason: "test-or-example" };
  if (definition.form === "class-attribute") return { rank: 10 + worse, reason: "class" };
  return { rank: 20, reason: "assignment" };
}

/** `bug-predict` may live in bug_predict.py, bug_predict/workflow.py, bug_prediction*.py, *_crew.py ... */
function rankOfFileName(path: string, workflow: string): number | null {
  const stem = workflow.toLowerCase().replaceAll(/[^a-z0-9]+/g, "_");
  if (stem.length < 3) return null;
  const lower = `/${path.toLowerCase()}`;
  const exact = [`/${stem}.py`, `/${stem}/workflow.py`, `/${stem}/__init__.py`, `/${stem}_crew.py`];
  const at = exact.findIndex((suffix) => lower.endsWith(suffix));
  if (at >= 0) return 50 + at;
  const base = lower.slice(lower.lastIndexOf("/") + 1);
  return base.startsWith(stem) && base.endsWith(".py") ? 60 : null;
}

/**
 * Where the workflow `workflow` is defined, best first. File names are tried only when no file defines it.
 * The caller decides between candidates of equal rank, and looks outside the workspace only when asked to.
 */
export function findWorkflowDefinitions(
  files: Iterable<PythonFile>,
  workflow: string,
  entryPoints: readonly EntryPoint[],
): readonly SourceCandidate[] {
  const entry = entryPoints.find((candidate) => candidate.name === workflow);
  const defined: SourceCandidate[] = [];
  const named: SourceCandidate[] = [];
  for (const { path, text } of files) {
    for (const definition of findDefinitions(text, workflow)) {
      defined.push({
        path,
        line: definition.line,
        className: definition.className,
        ...rankOf(path, definition, entry),
      });
    }
    const rank = rankOfFileName(path, workflow);
    if (rank !== null) {
      named.push({
        path,
        line: 1,
        className: null,
        rank: rank + (isSideFile(path) ? 20 : 0),
        reason: "file-name",
      });
    }
  }
  const candidates = defined.length > 0 ? defined : named;
  return candidates.toSorted((a, b) => a.rank - b.rank || (a.path < b.path ? -1 : 1) || a.line - b.line);
}
