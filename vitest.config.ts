import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { scannerForVite } from "./scripts/lib/scanner-plugin.mjs";
import { coverageGates } from "./scripts/lib/coverage-check.mjs";

const vscodeFake = { alias: { vscode: fileURLToPath(new URL("./test/fakes/vscode.ts", import.meta.url)) } };

/** The gates in Vitest's form, so that `npx vitest --coverage` fails on them too. */
const thresholds = Object.fromEntries(
  coverageGates.flatMap(({ under, leastPercent }): (readonly [string, unknown])[] =>
    under === ""
      ? [
          ["lines", leastPercent],
          ["branches", leastPercent],
        ]
      : [[`${under}**`, { lines: leastPercent, branches: leastPercent }]],
  ),
);

/** Property tests take seconds where other work goes on; what hangs is found all the same. */
const BUSY_MACHINE_MS = 60_000;

export default defineConfig({
  test: {
    projects: [
      {
        plugins: [scannerForVite()],
        test: {
          name: "unit",
          include: ["test/unit/**/*.test.ts"],
          environment: "node",
          testTimeout: BUSY_MACHINE_MS,
        },
      },
      {
        plugins: [scannerForVite()],
        resolve: vscodeFake,
        test: {
          name: "contract",
          include: ["test/contract/**/*.test.ts"],
          environment: "node",
          testTimeout: BUSY_MACHINE_MS,
        },
      },
      {
        test: {
          name: "webview",
          include: ["test/webview/**/*.test.{ts,tsx}"],
          environment: "jsdom",
          setupFiles: ["test/webview/setup.ts"],
        },
      },
    ],
    coverage: {
      include: ["src/**/*.{ts,tsx}", "webview/**/*.{ts,tsx}"],
      // Declarations that the compiler leaves beside the sources.
      exclude: ["**/.tsbuild/**"],
      reporter: ["text-summary", "json-summary"],
      // A failed test must not hide what the others cover.
      reportOnFailure: true,
      thresholds,
    },
  },
});
