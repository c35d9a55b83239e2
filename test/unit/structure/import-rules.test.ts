import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { importViolations, readSources } from "./import-graph.ts";

const root = join(import.meta.dirname, "../../..");
let planted = "";

beforeAll(() => {
  planted = mkdtempSync(join(tmpdir(), "planted-"));
  for (const file of [".oxlintrc.json", "tsconfig.base.json", "src/core/tsconfig.json", "package.json"]) {
    mkdirSync(dirname(join(planted, file)), { recursive: true });
    cpSync(join(root, file), join(planted, file));
  }
  symlinkSync(join(root, "node_modules"), join(planted, "node_modules"), "junction");
});

afterAll(() => rmSync(planted, { recursive: true, force: true }));

function plant(path: string, text: string): void {
  mkdirSync(dirname(join(planted, path)), { recursive: true });
  writeFileSync(join(planted, path), text);
}

describe("the import graph", () => {
  const sources = ["src", "webview"].flatMap((folder) => readSources(root, folder));

  it("reads the whole tree", () => {
    expect(sources.length).toBeGreaterThan(50);
  });

  it("has no import that the layout forbids", () => {
    expect(importViolations(sources)).toEqual([]);
  });

  it.each([
    ["src/core/rollup/x.ts", 'import * as vscode from "vscode";'],
    ["src/core/rollup/x.ts", 'import { readFile } from "node:fs/promises";'],
    ["src/core/rollup/x.ts", 'import { a } from "../../node/a.ts";'],
    ["src/core/records/x.ts", 'import type { A } from "../store/a.ts";'],
    ["src/core/store/x.ts", 'export { a } from "../rollup/a.ts";'],
    ["src/node/x.ts", 'import { a } from "../protocol/a.ts";'],
    ["src/cli/x.ts", 'const a = await import("../extension/a.ts");'],
    ["src/extension/x.ts", 'import { a } from "../../webview/a.ts";'],
    ["webview/x.tsx", 'import { a } from "../src/extension/a.ts";'],
    ["webview/x.tsx", 'import { a } from "../src/core/store/a.ts";'],
    ["webview/x.tsx", 'import {\n  a,\n} from "node:path";'],
  ])("would report in %s: %s", (path, text) => {
    expect(importViolations([{ path, text }])).toHaveLength(1);
  });
});

describe("the linter", () => {
  it.each([
    [
      "src/core/a.ts",
      'import { window } from "vscode";\nexport const a = window;\n',
      "no-restricted-imports",
    ],
    [
      "src/core/b.ts",
      'import { readFile } from "node:fs/promises";\nexport const a = readFile;\n',
      "no-restricted-imports",
    ],
    [
      "src/core/c.ts",
      'import { a } from "../extension/a.ts";\nexport const b = a;\n',
      "no-restricted-imports",
    ],
    ["src/core/d.ts", "export const a = Date.now();\n", "no-restricted-properties"],
    ["src/core/e.ts", "export const a = Math.random();\n", "no-restricted-properties"],
    [
      "src/node/f.ts",
      'import { window } from "vscode";\nexport const a = window;\n',
      "no-restricted-imports",
    ],
    ["src/cli/g.ts", 'import { a } from "../protocol/a.ts";\nexport const b = a;\n', "no-restricted-imports"],
    [
      "webview/h.tsx",
      'import { a } from "../src/node/a.ts";\nexport const b = a;\n',
      "no-restricted-imports",
    ],
    [
      "webview/i.tsx",
      'import { a } from "../src/core/store/a.ts";\nexport const b = a;\n',
      "no-restricted-imports",
    ],
  ])("refuses %s", (path, text, rule) => {
    plant(path, text);
    const { stdout } = spawnSync(
      "node",
      [join(root, "node_modules/oxlint/bin/oxlint"), "-c", ".oxlintrc.json", path],
      {
        cwd: planted,
        encoding: "utf8",
      },
    );
    expect(stdout).toContain(rule);
  });
});

describe("the compiler", () => {
  it.each([
    ["a Node module", 'import { readFileSync } from "node:fs";\nexport const a = readFileSync;\n', "node:fs"],
    ["the DOM", "export const a = document.title;\n", "document"],
    ["the process", "export const a = process.cwd();\n", "process"],
  ])("refuses %s in core", (_what, text, mention) => {
    plant("src/core/planted.ts", text);
    const { stdout, status } = spawnSync(
      "node",
      [join(root, "node_modules/typescript/bin/tsc"), "-p", "src/core"],
      {
        cwd: planted,
        encoding: "utf8",
      },
    );
    rmSync(join(planted, "src/core/planted.ts"));
    expect(status).not.toBe(0);
    expect(stdout).toContain(mention);
  });
});

describe("the bundler", () => {
  it("refuses a Node module in the webview", async () => {
    plant("webview/planted.ts", 'import { readFileSync } from "node:fs";\nconsole.log(readFileSync);\n');
    await expect(
      build({
        entryPoints: [join(planted, "webview/planted.ts")],
        bundle: true,
        platform: "browser",
        write: false,
        logLevel: "silent",
      }),
    ).rejects.toThrow(/node:fs/);
  });
});

describe("the size of files", () => {
  it("is at most 300 lines each", () => {
    const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "*.ts", "*.tsx", "*.mjs"], {
      cwd: root,
      encoding: "utf8",
    });
    const long = listed
      .trimEnd()
      .split("\n")
      .filter((path) => existsSync(join(root, path)))
      .map((path) => ({ path, lines: readFileSync(join(root, path), "utf8").split("\n").length - 1 }))
      .filter(({ lines }) => lines > 300);
    expect(long).toEqual([]);
  });
});
