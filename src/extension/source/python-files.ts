import * as vscode from "vscode";
import type { EntryPoint, PythonFile } from "../../core/source/resolve-workflow.ts";

const MAX_FILES = 5000;
const MAX_FILE_BYTES = 1024 * 1024;
const FILES_AT_ONCE = 32;
const EXCLUDED = "**/{node_modules,.git,.venv,venv,.tox,.nox,__pycache__,site-packages}/**";

/** The Python files of the workspace that may define a workflow, and where each stands. */
export interface PythonSources {
  readonly files: readonly PythonFile[];
  readonly uris: ReadonlyMap<string, vscode.Uri>;
  readonly entryPoints: readonly EntryPoint[];
}

/** A bundle of its own, with its TOML parser: loaded when somebody asks for a source. */
export function loadResolver(): Promise<typeof import("../../core/source/resolve-workflow.ts")> {
  return import("../../core/source/resolve-workflow.ts");
}

async function readText(uri: vscode.Uri): Promise<string> {
  try {
    const stat = await vscode.workspace.fs.stat(uri);
    if (stat.size > MAX_FILE_BYTES) return "";
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    // Deleted since it was listed, or not ours to read: no definition stands there.
    return "";
  }
}

/** Reads in batches: thousands of open files at once are an error on most systems. */
async function readAll(uris: readonly vscode.Uri[], onText: (uri: vscode.Uri, text: string) => void) {
  for (let from = 0; from < uris.length; from += FILES_AT_ONCE) {
    const batch = uris.slice(from, from + FILES_AT_ONCE);
    const texts = await Promise.all(batch.map(readText));
    for (const [at, uri] of batch.entries()) onText(uri, texts[at] ?? "");
  }
}

/**
 * Lists the Python files of the workspace, or of one other folder. Only texts that hold the name are kept;
 * the others count by path.
 */
export async function findPythonSources(workflow: string, folder: string | null): Promise<PythonSources> {
  const glob = (pattern: string): vscode.GlobPattern =>
    folder === null ? pattern : new vscode.RelativePattern(vscode.Uri.file(folder), pattern);
  const [pythonUris, projectUris] = await Promise.all([
    vscode.workspace.findFiles(glob("**/*.py"), EXCLUDED, MAX_FILES),
    vscode.workspace.findFiles(glob("**/pyproject.toml"), EXCLUDED, 50),
  ]);
  const files: PythonFile[] = [];
  const uris = new Map<string, vscode.Uri>();
  await readAll(pythonUris, (uri, text) => {
    const path = vscode.workspace.asRelativePath(uri);
    uris.set(path, uri);
    files.push({ path, text: text.includes(workflow) ? text : "" });
  });
  const { readEntryPoints } = await loadResolver();
  const entryPoints: EntryPoint[] = [];
  await readAll(projectUris, (_uri, text) => entryPoints.push(...readEntryPoints(text)));
  return { files, uris, entryPoints };
}
