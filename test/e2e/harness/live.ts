// What end-to-end tests start from: a workbench on a workspace folder that the test made.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, inject, onTestFinished } from "vitest";
import { findBrowser, launchBrowser } from "../../../scripts/lib/browser.mjs";
import { openWorkbench, type OpenOptions, type Workbench } from "../../../scripts/lib/live-workbench.mjs";
import { resultsDir } from "../../../scripts/lib/paths.mjs";
import { installVsix, startServer } from "../../../scripts/lib/vscode-server.mjs";

export { runAxe } from "../../../scripts/lib/live-workbench.mjs";

/** A workbench and the pictures of its test. */
export type LiveWorkbench = Omit<Workbench, "screenshot"> & {
  /** Writes test-results/e2e/<name>.png. */
  readonly screenshot: (name: string) => Promise<void>;
};

let browserPromise: Promise<Browser> | undefined;

/** The browser of this test file; started when first needed, closed after the last test. */
function sharedBrowser(): Promise<Browser> {
  browserPromise ??= findBrowser().then((found) => {
    if (found === undefined) throw new Error("No Chromium, Chrome or Edge was found; set CHROMIUM_PATH");
    return launchBrowser(found);
  });
  return browserPromise;
}

afterAll(async () => {
  const browser = await browserPromise;
  await browser?.close();
});

/** An empty folder for one test, removed after it. */
export async function makeWorkspaceFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "empathy-workspace-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

/**
 * Opens a live VS Code for the running test. It is closed after the test; when the test failed, a picture of
 * the last state is left in test-results/e2e.
 */
export async function openLive(options: OpenOptions, testName = "failed"): Promise<LiveWorkbench> {
  const { url, dataDir, extensionDir } = inject("liveServer");
  const withExtension = extensionDir === "" ? options : { ...options, extensionDir };
  return track(await openWorkbench(await sharedBrowser(), { url, dataDir }, withExtension), testName);
}

/** The same in Restricted Mode: VS Code asks whether the workspace is trusted, and nobody answers. */
export async function openRestricted(options: OpenOptions, testName = "failed"): Promise<LiveWorkbench> {
  const { extensionDir, vsixPath } = inject("liveServer");
  const root = await mkdtemp(join(tmpdir(), "empathy-restricted-"));
  const dataDir = join(root, "server");
  if (vsixPath !== "") await installVsix(vsixPath, dataDir);
  const server = await startServer({ dataDir, isTestDriver: true, isTrustAsked: true });
  onTestFinished(async () => {
    server.stop();
    await server.exited;
    await rm(root, { recursive: true, force: true, maxRetries: 5 });
  });
  const withExtension = extensionDir === "" ? options : { ...options, extensionDir };
  return track(await openWorkbench(await sharedBrowser(), server, withExtension), testName);
}

function track(workbench: Workbench, testName: string): LiveWorkbench {
  const pathOf = (name: string): string => join(resultsDir, "e2e", `${name}.png`);
  onTestFinished(async ({ task }) => {
    if (task.result?.state === "fail") await workbench.screenshot(pathOf(testName));
    await workbench.close();
  });
  return { ...workbench, screenshot: (name) => workbench.screenshot(pathOf(name)) };
}
