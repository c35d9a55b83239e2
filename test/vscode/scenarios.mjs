// The workspaces in which the suite runs inside the real VS Code. Test files are found by folder:
// every `test/vscode/<name>/**/*.test.ts` runs in the scenario of that name.
import { writePythonWorkflow, writeTelemetry } from "./workspaces.mjs";

/**
 * @typedef {object} Scenario
 * @property {string} name also the folder of its tests
 * @property {(folder: string) => Promise<void>} makeWorkspace fills the empty workspace folder
 * @property {boolean} [isTrustAsked] the workspace opens in Restricted Mode; default: it is trusted
 * @property {Readonly<Record<string, unknown>>} [settings] user settings, over the settled ones
 */

/** @type {readonly Scenario[]} */
export const scenarios = [
  {
    name: "with-telemetry",
    makeWorkspace: async (folder) => {
      await writePythonWorkflow(folder);
      await writeTelemetry(folder);
    },
  },
  { name: "without-telemetry", makeWorkspace: writePythonWorkflow },
  {
    name: "untrusted",
    isTrustAsked: true,
    makeWorkspace: async (folder) => {
      await writePythonWorkflow(folder);
      await writeTelemetry(folder);
    },
  },
];
