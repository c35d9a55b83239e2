import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix, relative } from "node:path";

export interface SourceFile {
  /** Relative to the repository, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** The pipeline inside core: a stage imports only itself and earlier ones. Side stages stand at their depth. */
const CORE_STAGES = [
  "time",
  "records",
  "ingest",
  "store",
  "rollup",
  "source",
  "sample",
  "query",
  "export",
  "view-model",
];

/** What each part may import, besides itself and packages. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  "src/core": [],
  "src/protocol": ["src/core"],
  "src/node": ["src/core"],
  "src/cli": ["src/core", "src/node"],
  "src/extension": ["src/core", "src/protocol", "src/node"],
  webview: ["src/core", "src/protocol"],
};

const IMPORT =
  /(?:^|\n)\s*(import|export)\s+(type\s+)?[^;'"]*?from\s*["']([^"']+)["']|import\(\s*["']([^"']+)["']\s*\)/g;

/** Every source file below `folder` of the repository at `root`. */
export function readSources(root: string, folder: string): readonly SourceFile[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes(".tsbuild"))
    .map((path) => ({
      path: relative(root, path).replaceAll("\\", "/"),
      text: readFileSync(path, "utf8"),
    }));
}

function partOf(path: string): string | undefined {
  return Object.keys(PARTS).find((part) => path.startsWith(`${part}/`));
}

function stageOf(path: string): number {
  return CORE_STAGES.indexOf(path.split("/")[2] ?? "");
}

function violation(file: SourceFile, target: string, isTypeOnly: boolean): string | null {
  const from = partOf(file.path);
  const to = partOf(target);
  if (from === undefined || to === undefined) return `${file.path} imports ${target}, outside the layout`;
  if (from !== to) {
    if (!PARTS[from]?.includes(to)) return `${file.path} imports ${target}: ${from} may not import ${to}`;
    if (from === "webview" && to === "src/core" && !isTypeOnly && !target.includes("/view-model/")) {
      // Constants of the query vocabulary are shared; anything that computes stays in the host.
      return target.endsWith("/rollup/query.ts") ? null : `${file.path} imports code of ${target}`;
    }
    return null;
  }
  if (from === "src/core" && target.split("/").length > 3) {
    const [here, there] = [stageOf(file.path), stageOf(target)];
    if (there < 0) return `${target} belongs to no stage of core`;
    if (there > here) return `${file.path} imports the later stage ${target}`;
  }
  return null;
}

/** All imports that break the rules of `docs/architecture.md`, one sentence each. */
export function importViolations(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap((file) =>
    [...file.text.matchAll(IMPORT)].flatMap((match) => {
      const specifier = match[3] ?? match[4] ?? "";
      const bare = bareImportViolation(file, specifier);
      if (bare !== null) return [bare];
      if (!specifier.startsWith(".")) return [];
      const target = posix.normalize(posix.join(dirname(file.path), specifier));
      const found = violation(file, target, match[2] !== undefined);
      return found === null ? [] : [found];
    }),
  );
}

function bareImportViolation(file: SourceFile, specifier: string): string | null {
  if (specifier === "vscode" && !file.path.startsWith("src/extension/"))
    return `${file.path} imports vscode: only src/extension may`;
  const isPure = /^(src\/core|src\/protocol|webview)\//.test(file.path);
  return isPure && specifier.startsWith("node:")
    ? `${file.path} imports ${specifier}: it must be pure`
    : null;
}
