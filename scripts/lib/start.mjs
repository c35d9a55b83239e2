// What `npm start` does once everything is installed and built.
import { existsSync } from "node:fs";
import { mkdir, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { findCode, openInCode } from "./desktop-code.mjs";
import { distDir, repoRoot } from "./paths.mjs";
import { runInherited, startGroup } from "./processes.mjs";
import { serverUnsupportedReason } from "./server-package.mjs";
import { extensionsDirOf, settledSettings, startServer } from "./vscode-server.mjs";
import { workbenchUrl } from "./workbench.mjs";

const sampleDir = join(repoRoot, ".sample-workspace");
const serverDataDir = join(repoRoot, ".vscode-test", "start");
const sampleProgram = join(distDir, "sample.cjs");
const preferredPort = 3710;

/**
 * Opens VS Code and stays until it is stopped, where there is something to keep running.
 * @param {{ folder: string | undefined, isServerForced: boolean }} options without a folder: the sample workspace
 * @returns {Promise<number>} exit code
 */
export async function start({ folder, isServerForced }) {
  const code = isServerForced ? undefined : await findCode();
  const unsupported = serverUnsupportedReason();
  if (!code && unsupported) {
    console.error(`VS Code 1.104 or newer is needed, with \`code\` on the PATH (${unsupported}).`);
    console.error(
      "Install it from https://code.visualstudio.com/download, open a new terminal and run `npm start` again.",
    );
    return 2;
  }
  if (!folder) await makeSample();
  const opened = folder ?? sampleDir;
  if (code && (await openInCode(code, opened, { isTrusted: !folder }))) {
    console.log(`Opened ${opened} in VS Code, with the extension from this repository.`);
    return folder ? 0 : keepWriting();
  }
  if (unsupported) return 1;
  return serve(opened, { isSample: !folder });
}

/** Makes the sample workspace when there is none yet. */
async function makeSample() {
  if (!existsSync(sampleDir)) console.error("Making the sample workspace ...");
  const code = await runInherited(process.execPath, [sampleProgram, "create", sampleDir]);
  if (code !== 0) throw new Error(`The sample workspace could not be made (exit code ${code}).`);
}

/** @returns {Promise<number>} settles when the writer ends, which it does not by itself */
function startWriter() {
  const writer = startGroup(process.execPath, [sampleProgram, "live", sampleDir]);
  writer.stderr?.pipe(process.stderr);
  writer.stdout?.resume();
  return new Promise((resolve) => {
    writer.once("exit", (code) => {
      console.error("The writer of the sample workspace has ended; no new records will appear.");
      resolve(code ?? 1);
    });
  });
}

function keepWriting() {
  console.log("New records are being written to the sample workspace. Press Ctrl+C to stop.");
  return startWriter();
}

/**
 * Serves VS Code in the browser until it is stopped.
 * @param {string} folder
 * @param {{ isSample: boolean }} options
 */
async function serve(folder, { isSample }) {
  await linkExtension();
  const hasSettings = existsSync(join(serverDataDir, "data", "User", "settings.json"));
  const server = await startServer({
    dataDir: serverDataDir,
    preferredPort,
    // Our own sample is trusted. Of any other folder VS Code asks its usual question.
    isTrustAsked: !isSample,
    // Only at the first start: afterwards they are the user's.
    ...(hasSettings ? {} : { settings: firstSettings() }),
  });
  if (isSample) void startWriter();
  console.log(`\nVS Code is running with Empathy Telemetry. Open this address in Chrome, Edge or Firefox:\n`);
  console.log(
    `  ${workbenchUrl(server.url, { folder, ...(server.token ? { token: server.token } : {}) })}\n`,
  );
  console.log(isSample ? "New records keep arriving in the sample workspace." : `It shows ${folder}.`);
  console.log("Press Ctrl+C to stop.");
  const code = await server.exited;
  console.error(`The VS Code server has ended.\n${server.log().slice(-2000)}`);
  return code === 0 ? 0 : 1;
}

/** The settled settings without those that would answer the question of trust. */
function firstSettings() {
  const entries = Object.entries(settledSettings);
  return Object.fromEntries(
    entries.filter(([name]) => !name.startsWith("security.") && name !== "git.enabled"),
  );
}

/** Lets the server load the extension from this repository: after a rebuild, reloading the page is enough. */
async function linkExtension() {
  const extensionsDir = extensionsDirOf(serverDataDir);
  // VS Code keeps copies of the manifests it has read, and would show an older one.
  await rm(extensionsDir, { recursive: true, force: true });
  await rm(join(serverDataDir, "data", "CachedProfilesData"), { recursive: true, force: true });
  await mkdir(extensionsDir, { recursive: true });
  await symlink(repoRoot, join(extensionsDir, "empathy-telemetry"), "dir");
}
