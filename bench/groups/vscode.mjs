import { existsSync, readdirSync } from "node:fs";
import { rename } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { median, quantile } from "../lib/statistics.mjs";
import { withStage } from "../vscode/stage.mjs";
import {
  activationTimes,
  openFirstTime,
  showRange,
  startAnew,
  startEmpty,
  watchAppends,
} from "../vscode/steps.mjs";

const windows = 3;
const bytesPerMb = 1024 * 1024;
const snapshotTimeoutMs = 30_000;

/**
 * The packaged extension in a real VS Code, with a million calls.
 * @type {import("./group.mjs").Group}
 */
export const vscode = {
  title: "in a real VS Code",
  keys: [
    "P7.painted",
    "P17.activate",
    "P17.paint",
    "P17.chart",
    "E1.first",
    "E1.cold",
    "E1.warm",
    "E2.p50",
    "E2.today",
    "E3.empty",
    "E3.load",
    "E3.live",
    "E4",
  ],
  measure: ({ lines, note }) => withStage(lines, (stage) => measureOn(stage, note)),
};

/**
 * @param {import("../vscode/stage.mjs").Stage} stage
 * @param {import("./group.mjs").Context["note"]} note
 */
async function measureOn(stage, note) {
  const live = await stage.open();
  await chooseAllTime(live);
  const empty = await startEmpty(stage, live);
  await rename(join(stage.held, ".empathy"), join(stage.workspace, ".empathy"));
  const cold = await startAnew(stage, live);
  const all = await watchAppends(stage, live, "bench-all");
  await showRange(live, "today");
  const today = await watchAppends(stage, live, "bench-today");
  await showRange(live, "all");
  const hasSnapshot = await snapshotStands(stage.workspace);
  const warm = await startAnew(stage, live);
  const activation = await activationTimes(live);
  await live.close();
  const opened = [];
  for (let n = 0; n < windows; n++) opened.push(await openFirstTime(stage));
  note({ way: "VS Code, cold", firstMs: cold.firstMs, allMs: cold.allMs, gapMs: cold.gapMs });
  note({ way: "VS Code, warm", firstMs: warm.firstMs, allMs: warm.allMs, gapMs: warm.gapMs });
  const figuresMs = median(opened.map((each) => each.figuresMs));
  const resolveMs = median(opened.map((each) => each.resolveMs));
  note({ way: "VS Code, extension's code loaded", ms: activation.loadMs });
  note({
    way: "VS Code, panel opened",
    paintMs: median(opened.map(({ paintMs }) => paintMs)),
    figuresMs,
    resolveMs,
  });
  return {
    "P7.painted": quantile(all.delaysMs, 0.95),
    "P17.activate": activation.callMs,
    "P17.paint": median(opened.map(({ paintMs }) => paintMs)),
    "P17.chart": median([...all.updatesMs, ...today.updatesMs]),
    "E1.first": cold.firstMs,
    "E1.cold": cold.allMs,
    "E1.warm": hasSnapshot ? warm.allMs : { reason: "no snapshot was written", isBroken: true },
    "E2.p50": median(all.delaysMs),
    "E2.today": quantile(today.delaysMs, 0.95),
    "E3.empty": empty.gapMs,
    "E3.load": cold.gapMs,
    "E3.live": Math.max(all.gapMs, today.gapMs),
    E4: cold.memoryBytes / bytesPerMb,
  };
}

/**
 * Before there is any telemetry: the panel keeps the range for later starts.
 * @param {import("../../scripts/lib/live-workbench.mjs").Workbench} live
 */
async function chooseAllTime(live) {
  await live.openViewContainer("Empathy Telemetry");
  const frame = await live.findWebview('body[data-surface="sidebar"] [aria-label="No telemetry yet"]');
  await frame.getByRole("combobox", { name: "Range" }).selectOption("all");
  await delay(1000);
}

/**
 * Waits for a snapshot beside the telemetry; false where none comes.
 * @param {string} workspace
 */
async function snapshotStands(workspace) {
  const folder = join(workspace, ".empathy", "monitor");
  for (let waitedMs = 0; waitedMs < snapshotTimeoutMs; waitedMs += 250) {
    if (existsSync(folder) && readdirSync(folder).some((name) => name.endsWith(".snapshot"))) return true;
    await delay(250);
  }
  return false;
}
