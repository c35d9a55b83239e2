import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import * as vscode from "vscode";
import type { PythonFile } from "../../core/source/resolve-workflow.ts";

const PYTHON_EXTENSION_ID = "ms-python.python";
const PACKAGE_FOLDERS = [
  ["attune", "workflows"],
  ["empathy_os", "workflows"],
];
const MAX_FILES = 1000;

const environmentSchema = v.object({
  executable: v.object({ sysPrefix: v.pipe(v.string(), v.minLength(1)) }),
});

/** The part of the Python extension's API that is used; it is another extension, so its answer is checked. */
interface PythonApi {
  readonly environments: {
    getActiveEnvironmentPath(): unknown;
    resolveEnvironment(path: unknown): PromiseLike<unknown>;
  };
}

function isPythonApi(value: unknown): value is PythonApi {
  const schema = v.object({
    environments: v.object({ getActiveEnvironmentPath: v.function(), resolveEnvironment: v.function() }),
  });
  return v.is(schema, value);
}

/** Whether the Python extension is there to name an interpreter. */
export function hasPythonExtension(): boolean {
  return vscode.extensions.getExtension(PYTHON_EXTENSION_ID) !== undefined;
}

async function interpreterPrefix(): Promise<string | null> {
  const extension = vscode.extensions.getExtension(PYTHON_EXTENSION_ID);
  const api: unknown = await extension?.activate();
  if (!isPythonApi(api)) return null;
  const environment = await api.environments.resolveEnvironment(api.environments.getActiveEnvironmentPath());
  const parsed = v.safeParse(environmentSchema, environment);
  return parsed.success ? parsed.output.executable.sysPrefix : null;
}

async function listOrEmpty(folder: string, recursive: boolean): Promise<readonly string[]> {
  try {
    return await readdir(folder, { recursive });
  } catch {
    // Not this layout, or the package is not installed.
    return [];
  }
}

async function sitePackagesOf(prefix: string): Promise<readonly string[]> {
  const versions = (await listOrEmpty(join(prefix, "lib"), false)).filter((name) =>
    name.startsWith("python"),
  );
  return [
    ...versions.map((name) => join(prefix, "lib", name, "site-packages")),
    join(prefix, "Lib", "site-packages"),
  ];
}

/**
 * The framework's workflow files in the selected interpreter's packages. Reads only, and only after the
 * user asked: it is the one place outside the workspace where a workflow's name is looked up.
 */
export async function readInstalledWorkflows(): Promise<{
  readonly files: readonly PythonFile[];
  readonly uris: ReadonlyMap<string, vscode.Uri>;
}> {
  const files: PythonFile[] = [];
  const uris = new Map<string, vscode.Uri>();
  const prefix = await interpreterPrefix();
  for (const site of prefix === null ? [] : await sitePackagesOf(prefix)) {
    for (const parts of PACKAGE_FOLDERS) {
      const folder = join(site, ...parts);
      const names = (await listOrEmpty(folder, true)).filter((name) => name.endsWith(".py"));
      for (const name of names.slice(0, MAX_FILES)) {
        const path = [...parts, ...name.split(/[\\/]/)].join("/");
        if (uris.has(path)) continue;
        uris.set(path, vscode.Uri.file(join(folder, name)));
        files.push({ path, text: await readFile(join(folder, name), "utf8") });
      }
    }
  }
  return { files, uris };
}
