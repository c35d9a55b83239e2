import type { Metafile } from "esbuild";
import { describe, expect, it } from "vitest";
import { checkSize, developmentModules, firstLoadFiles } from "../../../scripts/lib/bundle-check.mjs";
import { packageFaults } from "../../../scripts/lib/levels/package.mjs";

type Output = Metafile["outputs"][string];

const output = (imports: Output["imports"], inputs: Record<string, number> = {}): Output => ({
  bytes: 1,
  exports: [],
  imports,
  inputs: Object.fromEntries(
    Object.entries(inputs).map(([path, bytesInOutput]) => [path, { bytesInOutput }]),
  ),
});

describe("firstLoadFiles", () => {
  it("follows static imports and leaves out what is loaded later", () => {
    const metafile: Metafile = {
      inputs: {},
      outputs: {
        "main.js": output([
          { path: "shared.js", kind: "import-statement" },
          { path: "charts.js", kind: "dynamic-import" },
        ]),
        "shared.js": output([{ path: "deep.js", kind: "import-statement" }]),
        "deep.js": output([{ path: "shared.js", kind: "import-statement" }]),
        "charts.js": output([]),
      },
    };
    expect(firstLoadFiles(metafile, "main.js")).toEqual(["main.js", "shared.js", "deep.js"]);
  });
});

describe("developmentModules", () => {
  const development = "node_modules/react-dom/cjs/react-dom-client.development.js";

  it("finds a development build of React in any output", () => {
    const outputs = { "main.js": output([], { "webview/main.tsx": 10, [development]: 900 }) };
    expect(developmentModules({ webview: { inputs: {}, outputs } })).toEqual([development]);
  });

  it("accepts one of which no byte was kept", () => {
    const outputs = { "main.js": output([], { [development]: 0 }) };
    expect(developmentModules({ webview: { inputs: {}, outputs } })).toEqual([]);
  });
});

describe("checkSize", () => {
  it("passes at the limit and fails one byte above it", () => {
    expect(checkSize("x", 100, 100).failures).toEqual([]);
    expect(checkSize("x", 101, 100).failures).toHaveLength(1);
  });
});

describe("packageFaults", () => {
  const files = [
    "dist/workflow-source.cjs",
    "dist/panel-views.cjs",
    "dist/telemetry-source.cjs",
    "dist/export-file.cjs",
    "dist/history-files.cjs",
    "dist/sample-workspace.cjs",
    "dist/scan-worker.cjs",
    "package.json",
    "README.md",
    "LICENSE",
    "dist/extension.cjs",
    "dist/webview/main.js",
    "dist/webview/main.css",
  ];

  it("accepts a package of only the needed files", () => {
    expect(packageFaults([...files, "media/icon.png"])).toEqual([]);
  });

  it("names what is missing", () => {
    expect(packageFaults(files.slice(1))).toEqual(["dist/workflow-source.cjs is missing"]);
  });

  it.each([
    "src/core/a.ts",
    "dist/extension.cjs.map",
    "dist/sample.cjs",
    "node_modules/react/index.js",
    "dist/metafile.json",
  ])("rejects %s", (path) => {
    expect(packageFaults([...files, path])).toEqual([`${path} does not belong into the package`]);
  });
});
