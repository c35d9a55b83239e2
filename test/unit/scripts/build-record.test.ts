import { existsSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";
import { buildInputs } from "../../../scripts/lib/build-record.mjs";
import { repoRoot } from "../../../scripts/lib/paths.mjs";

const isInput = (path: string): boolean =>
  buildInputs.some((input) => path === input || path.startsWith(`${input}/`));

describe("what makes a build stale", () => {
  it("exists, all of it", () => {
    expect(buildInputs.filter((path) => !existsSync(join(repoRoot, path)))).toEqual([]);
  });

  it("is every program that the build is made of", async () => {
    const { metafile } = await build({
      absWorkingDir: repoRoot,
      entryPoints: ["esbuild.mjs"],
      bundle: true,
      platform: "node",
      format: "esm",
      packages: "external",
      metafile: true,
      write: false,
    });
    // The scenarios are for the bundles of tests, which have no record.
    const programs = Object.keys(metafile.inputs).filter((path) => !path.startsWith("test/"));
    expect(programs).toContain("scripts/lib/scanner-plugin.mjs");
    expect(programs.filter((path) => !isInput(path))).toEqual([]);
  });

  it("is every source that is bundled or compiled", () => {
    const sources = ["src/extension/extension.ts", "webview/main.tsx", "assembly/index.ts"];
    expect(sources.filter((path) => !isInput(path))).toEqual([]);
  });
});
