// The film of the guide: the running product on the living sample workspace.
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { findBrowser, launchBrowser } from "./browser.mjs";
import { ensureBuilt } from "./build-record.mjs";
import { openWorkbench } from "./live-workbench.mjs";
import { distDir, repoRoot } from "./paths.mjs";
import { run } from "./processes.mjs";
import { encodeWebm, startRecording } from "./recording.mjs";
import { startServer } from "./vscode-server.mjs";

const target = join(repoRoot, "docs", "guides", "pictures", "demo.webm");
/** Long enough to read what has just appeared. */
const readingMs = 2500;

/** @param {import("./live-workbench.mjs").Workbench} live */
async function play(live) {
  await live.openViewContainer("Empathy Telemetry");
  await live.findWebview('body[data-surface="sidebar"] [aria-label="Figures"]');
  await delay(readingMs * 2);
  await live.runCommand("Empathy: Open Dashboard");
  const frame = await live.findWebview('body[data-surface="dashboard"] [aria-label="Figures"]');
  await frame.locator("canvas").first().waitFor();
  await delay(readingMs);
  await frame.getByRole("button", { name: "Explain Cost" }).click();
  await delay(readingMs);
  await frame.getByRole("button", { name: "Back" }).click();
  await frame.getByRole("button", { name: "Runs", exact: true }).click();
  await frame.getByRole("grid", { name: /^Runs/ }).getByRole("row").nth(3).click();
  await frame.getByRole("list", { name: "Stages" }).waitFor();
  await delay(readingMs);
  await frame.getByRole("article", { name: "Run" }).getByRole("button", { name: "Open Source" }).click();
  await live.page.locator(".tab").filter({ hasText: ".py" }).waitFor();
  await delay(readingMs);
}

/**
 * Records the film.
 * @returns {Promise<string>} its path
 */
export async function recordFilm() {
  const found = await findBrowser();
  if (!found) throw new Error("No Chromium, Chrome or Edge was found; set CHROMIUM_PATH");
  await ensureBuilt("production");
  const root = await mkdtemp(join(tmpdir(), "empathy-recording-"));
  const workspace = join(root, "sample");
  await run(process.execPath, [join(distDir, "sample.cjs"), "create", workspace]);
  const writer = spawn(process.execPath, [join(distDir, "sample.cjs"), "live", workspace], {
    stdio: "ignore",
  });
  const server = await startServer({ dataDir: join(root, "server"), isTestDriver: true });
  const browser = await launchBrowser(found);
  try {
    const live = await openWorkbench(browser, server, { workspace, theme: "dark", extensionDir: repoRoot });
    const recording = startRecording(live.page);
    await play(live);
    await writeFile(target, await encodeWebm(browser, await recording.stop()));
    return target;
  } finally {
    writer.kill();
    await browser.close();
    server.stop();
    await server.exited;
    await rm(root, { recursive: true, force: true, maxRetries: 5 });
  }
}
