import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    name: "e2e",
    root: fileURLToPath(new URL("../..", import.meta.url)),
    include: ["test/e2e/**/*.test.ts"],
    globalSetup: ["test/e2e/harness/global-setup.ts"],
    // One live VS Code at a time: its user settings are one file.
    pool: "forks",
    maxWorkers: 1,
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 180_000,
    // VS Code writes settings and tells of them in its own time; what never comes fails all the same.
    expect: { poll: { timeout: 15_000 } },
  },
});
