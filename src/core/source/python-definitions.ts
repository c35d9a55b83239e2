/** How a Python file says that it defines a workflow of some name. */
export interface Definition {
  readonly form: "class-attribute" | "assignment" | "file-name";
  /** 1-based; of the `class` line for a class attribute. */
  readonly line: number;
  readonly className: string | null;
  /** Names in the class's base list, as written. */
  readonly bases: string;
}

const CLASS_OR_DEF = /^(\s*)(?:(class)\s+(\w+)|(?:async\s+)?def\s)/;

function escapeRegExp(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** The base list of the class at `lines[at]`; it may span lines. */
function basesOf(lines: readonly string[], at: number): string {
  let header = "";
  // A base list of more than 20 lines is no class of a workflow; the bound keeps hostile files cheap.
  for (const line of lines.slice(at, at + 20)) {
    header += `${line.replace(/#.*$/, "")} `;
    if (/\)\s*:|^\s*class\s+\w+\s*:/.test(header)) break;
  }
  return /\(([\s\S]*?)\)\s*:/.exec(header)?.[1]?.trim() ?? "";
}

/**
 * The class that owns line `at`: the nearest less-indented `class` or `def` above it, when that is a
 * class. A `def` means that the line sets a local variable.
 */
function owningClass(lines: readonly string[], at: number): Definition | null {
  const indent = indentOf(lines[at] ?? "");
  for (let above = at - 1; above >= 0; above -= 1) {
    const line = lines[above] ?? "";
    const match = CLASS_OR_DEF.exec(line);
    if (match === null || indentOf(line) >= indent) continue;
    if (match[2] === undefined) return null;
    return {
      form: "class-attribute",
      line: above + 1,
      className: match[3] ?? null,
      bases: basesOf(lines, above),
    };
  }
  return null;
}

/**
 * Definitions of the workflow `name` in one Python file.
 *
 * A class attribute `name = "..."` counts (not a keyword argument: those end in a comma); so do
 * `self.name = "..."`, `super().__init__(name="...")` and `WorkflowBuilder("...")`, as the weaker form.
 */
export function findDefinitions(text: string, name: string): readonly Definition[] {
  if (name === "" || !text.includes(name)) return [];
  const quoted = `(["'])${escapeRegExp(name)}`;
  const attribute = new RegExp(String.raw`^\s+name(?:\s*:\s*[\w.\[\], |]+)?\s*=\s*${quoted}\1\s*(?:#.*)?$`);
  const assignment = new RegExp(
    String.raw`(?:\bself\.name\s*=\s*|super\(\).__init__\([^)]*\bname\s*=\s*|\bWorkflowBuilder\([^)]*?)${quoted}\1`,
  );
  const found: Definition[] = [];
  const lines = text.split(/\r?\n/);
  for (const [at, line] of lines.entries()) {
    if (!line.includes(name)) continue;
    const owner = attribute.test(line) ? owningClass(lines, at) : null;
    if (owner !== null) found.push(owner);
    else if (assignment.test(line)) {
      found.push({ form: "assignment", line: at + 1, className: null, bases: "" });
    }
  }
  return found;
}
