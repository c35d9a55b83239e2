import { defineConfig } from "vitest/config";

const vscodeFake = { alias: { vscode: new URL("./test/fakes/vscode.ts", import.meta.url).pathname } };

export default defineConfig({
  test: {
    projects: [
      { test: { name: "unit", include: ["test/unit/**/*.test.ts"], environment: "node" } },
      {
        resolve: vscodeFake,
        test: { name: "contract", include: ["test/contract/**/*.test.ts"], environment: "node" },
      },
      {
        test: {
          name: "webview",
          include: ["test/webview/**/*.test.tsx"],
          environment: "jsdom",
          setupFiles: ["test/webview/setup.ts"],
        },
      },
    ],
    coverage: {
      include: ["src/**", "webview/**"],
      exclude: ["**/tsconfig.json", "**/*.css"],
      reporter: ["text-summary", "json-summary"],
      thresholds: {
        lines: 85,
        branches: 85,
        "src/core/**": { lines: 90, branches: 90 },
      },
    },
  },
});
