import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { setTimeout as delay } from "node:timers/promises";
import { run } from "../../scripts/lib/processes.mjs";
import { samplesIn } from "./host-samples.mjs";
import { recordingOf } from "./page-recorder.mjs";

/** @typedef {import("../../scripts/lib/live-workbench.mjs").Workbench} Workbench */
/** @typedef {import("./stage.mjs").Stage} Stage */

const appender = join(dirname(fileURLToPath(import.meta.url)), "..", "lib", "appender.mjs");
const appends = 40;
const meanGapMs = 400;
const timeoutMs = 120_000;
/** Figures that have not changed for so long are the last ones. */
const quietMs = 3000;
/** About as long as a start with a million calls takes. */
const emptyMs = 6000;
/** Between the clocks of two processes of one machine. */
const clockSkewMs = 50;
const figures = 'body[data-surface="sidebar"] [aria-label="Figures"]';

/**
 * The panel in the side bar, once its figures stand still and nothing is loading.
 * @param {Workbench} live
 */
export async function settledPanel(live) {
  const frame = await live.findWebview(figures, timeoutMs);
  const deadlineMs = Date.now() + timeoutMs;
  while (Date.now() < deadlineMs) {
    const recording = await recordingOf(frame);
    const lastMs = recording.figures.at(-1)?.atMs ?? Infinity;
    const isLoading = (await frame.getByRole("progressbar").count()) > 0;
    if (!isLoading && Date.now() - lastMs >= quietMs) return { frame, recording };
    await delay(200);
  }
  throw new Error(`the figures did not come to rest\n${await frame.locator("body").innerText()}`);
}

/**
 * Shows another range, and waits for its figures.
 * @param {Workbench} live
 * @param {"all" | "today"} range
 */
export async function showRange(live, range) {
  const { frame } = await settledPanel(live);
  await frame.getByRole("combobox", { name: "Range" }).selectOption(range);
  return settledPanel(live);
}

/**
 * Loads the window anew with the panel open; times count from when the extension was active.
 * @param {Stage} stage
 * @param {Workbench} live
 */
export async function startAnew({ probePath }, live) {
  const reloadedAtMs = Date.now();
  await live.reload();
  const { recording } = await settledPanel(live);
  const lastMs = recording.figures.at(-1)?.atMs ?? NaN;
  const { own, activeAtMs } = hostSince(probePath, reloadedAtMs, lastMs + 500);
  return {
    firstMs: (recording.figures[0]?.atMs ?? NaN) - activeAtMs,
    allMs: lastMs - activeAtMs,
    gapMs: longestGapMs(own.filter(({ atMs }) => atMs > activeAtMs)),
    memoryBytes: Math.max(...own.map(({ rssBytes }) => rssBytes)) - (own[0]?.rssBytes ?? NaN),
  };
}

/**
 * Loads the window anew where there is no telemetry: how long VS Code holds its extension host up by itself.
 * @param {Stage} stage
 * @param {Workbench} live
 */
export async function startEmpty({ probePath }, live) {
  const reloadedAtMs = Date.now();
  await live.reload();
  await live.findWebview('body[data-surface="sidebar"] [aria-label="No telemetry yet"]', timeoutMs);
  await delay(emptyMs);
  const { own, activeAtMs } = hostSince(probePath, reloadedAtMs, Date.now());
  return { gapMs: longestGapMs(own.filter(({ atMs }) => atMs > activeAtMs)) };
}

/**
 * Samples of the newest extension host alone: the one before may still be ending.
 * @param {string} probePath
 * @param {number} fromMs
 * @param {number} toMs
 */
function hostSince(probePath, fromMs, toMs) {
  const samples = samplesIn(probePath, fromMs, toMs);
  const own = samples.filter(({ pid }) => pid === samples.at(-1)?.pid);
  return { own, activeAtMs: own.at(-1)?.activeAtMs ?? NaN };
}

/** @param {readonly import("./host-samples.mjs").Sample[]} samples */
function longestGapMs(samples) {
  return samples.length === 0 ? NaN : Math.max(...samples.map(({ gapMs }) => gapMs));
}

/**
 * Another process appends calls one by one; each is timed from just before its write until its row is painted.
 * @param {Stage} stage
 * @param {Workbench} live
 * @param {string} prefix of the workflows, `bench-` and letters
 */
export async function watchAppends({ workspace, probePath }, live, prefix) {
  const { frame } = await settledPanel(live);
  const before = (await recordingOf(frame)).updatesMs.length;
  const startedAtMs = Date.now();
  const path = join(workspace, ".empathy", "llm_calls.jsonl");
  const args = [appender, path, String(appends), String(meanGapMs), prefix];
  const { code, stdout, output } = await run(process.execPath, args);
  if (code !== 0) throw new Error(`the appending process failed\n${output}`);
  await frame
    .getByRole("grid")
    .getByText(`${prefix}-${appends - 1}`)
    .first()
    .waitFor();
  await delay(200);
  const recording = await recordingOf(frame);
  /** @type {readonly { workflow: string, wallMs: number }[]} */
  const written = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const delaysMs = paintDelays(written, recording.rows);
  const gapMs = longestGapMs(samplesIn(probePath, startedAtMs, Date.now()));
  return { delaysMs, updatesMs: recording.updatesMs.slice(before), gapMs };
}

/**
 * From each write until it was painted. Where several calls came with one view, a row may have been pushed out of
 * sight by later ones: whoever shows a later call shows all before it.
 * @param {readonly { workflow: string, wallMs: number }[]} written in order
 * @param {Readonly<Record<string, number>>} paintedAtMs by workflow
 * @returns {readonly number[]} Infinity for what was never painted, nor anything after it
 */
export function paintDelays(written, paintedAtMs) {
  let laterMs = Infinity;
  return written.toReversed().map(({ workflow, wallMs }) => {
    laterMs = Math.min(laterMs, paintedAtMs[workflow] ?? Infinity);
    return laterMs - wallMs;
  });
}

/**
 * Opens the panel for the first time in a new window where the telemetry has been read already: from when VS Code calls
 * `resolveWebviewView` until the webview's first paint and its first figures; and from the click on its icon until then.
 * @param {Stage} stage
 */
export async function openFirstTime({ open, probePath }) {
  const live = await open();
  try {
    await live.statusBarItem().first().waitFor({ timeout: timeoutMs });
    // What starts with a window has ended: the click is alone with the panel.
    await delay(quietMs);
    await live.openViewContainer("Empathy Telemetry");
    const { recording } = await settledPanel(live);
    const { clickedAtMs } = await recordingOf(live.page.mainFrame());
    if (clickedAtMs === null || recording.firstPaintAtMs === null)
      throw new Error("no click or no paint was seen");
    // Hosts of windows that were closed go on writing for a while.
    const resolvedAtMs =
      samplesIn(probePath, clickedAtMs, Date.now())
        .map((sample) => sample.resolvedAtMs ?? NaN)
        .find((atMs) => atMs >= clickedAtMs - clockSkewMs) ?? NaN;
    return {
      resolveMs: resolvedAtMs - clickedAtMs,
      paintMs: recording.firstPaintAtMs - resolvedAtMs,
      figuresMs: (recording.figures[0]?.atMs ?? NaN) - resolvedAtMs,
    };
  } finally {
    await live.close();
  }
}

/**
 * How long the call of `activate()` took, and loading the code before it, as VS Code's own report has it.
 * @param {Workbench} live
 */
export async function activationTimes({ page, runCommand }) {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await runCommand("Developer: Startup Performance");
  const text = page.locator(".editor-instance .view-lines").first();
  await text.filter({ hasText: "System Info" }).waitFor();
  await text.click();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.press("ControlOrMeta+C");
  await delay(500);
  return activationIn(await page.evaluate(() => navigator.clipboard.readText()));
}

/**
 * Reads the two times from the report's table of extensions.
 * @param {string} report
 */
export function activationIn(report) {
  const found = /^\| empathy-telemetry\.empathy-telemetry +\| \w+ +\| (\d+) +\| (\d+) /m.exec(report);
  if (found === null) throw new Error("VS Code's report does not name the extension");
  return { loadMs: Number(found[1]), callMs: Number(found[2]) };
}
