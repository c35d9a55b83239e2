import { constants } from "node:fs";
import { copyFile, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findBrowser, launchBrowser } from "../../scripts/lib/browser.mjs";
import { openWorkbench } from "../../scripts/lib/live-workbench.mjs";
import { serverUnsupportedReason } from "../../scripts/lib/server-package.mjs";
import { installVsix, startServer } from "../../scripts/lib/vscode-server.mjs";
import { packageVsix } from "../../scripts/lib/vsix.mjs";
import { benchmarkFile } from "../lib/data-files.mjs";
import { NotMeasured } from "../lib/not-measured.mjs";
import { recordFrame } from "./page-recorder.mjs";

const extensionDir = join(dirname(fileURLToPath(import.meta.url)), "probe");

/**
 * @typedef {object} Stage
 * @property {string} workspace without telemetry
 * @property {string} held folder that holds the benchmark's `.empathy`, on the same disk
 * @property {string} dataDir of the server
 * @property {string} probePath where the probe in the extension host writes its samples
 * @property {() => Promise<import("../../scripts/lib/live-workbench.mjs").Workbench>} open a window with its own memory
 */

/**
 * Runs a task in a real VS Code that has the packaged extension installed, with a million calls at hand.
 * @template T
 * @param {number} lines of the call file
 * @param {(stage: Stage) => Promise<T>} task
 * @returns {Promise<T>}
 */
export async function withStage(lines, task) {
  const reason = serverUnsupportedReason();
  if (reason) throw new NotMeasured(reason);
  const found = await findBrowser();
  if (!found) throw new NotMeasured("no Chromium, Chrome or Edge was found; set CHROMIUM_PATH");
  const root = await mkdtemp(join(tmpdir(), "empathy-bench-vscode-"));
  const [dataDir, workspace, held] = [join(root, "server"), join(root, "workspace"), join(root, "held")];
  const probePath = join(root, "probe.jsonl");
  await mkdir(workspace);
  await mkdir(join(held, ".empathy"), { recursive: true });
  const file = benchmarkFile("calls", lines);
  await copyFile(file.path, join(held, ".empathy", basename(file.path)), constants.COPYFILE_FICLONE);
  await installVsix((await packageVsix()).path, dataDir);
  const server = await startServer({ dataDir, isTestDriver: true, env: { EMPATHY_BENCH_PROBE: probePath } });
  const browser = await launchBrowser(found);
  const open = () => openWorkbench(browser, server, { workspace, extensionDir, script: recordFrame });
  try {
    return await task({ workspace, held, dataDir, probePath, open });
  } finally {
    await browser.close();
    server.stop();
    await server.exited;
    await rm(root, { recursive: true, force: true, maxRetries: 5 });
  }
}
