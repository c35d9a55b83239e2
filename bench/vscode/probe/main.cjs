// Lives beside the measured extension in its host: every 100 ms it writes how long the event loop was held up at most
// since the line before, the memory of the process, and when the panel was asked for last, as one JSON line.
const { appendFileSync } = require("node:fs");
const { monitorEventLoopDelay, performance } = require("node:perf_hooks");
const { extensions } = require("vscode");

const measuredId = "empathy-telemetry.empathy-telemetry";
const resolveMark = "empathyTelemetry/resolveWebviewView";
const sampleMs = 100;
const lookMs = 5;
const msPerNs = 1e-6;

/** @param {{ subscriptions: { dispose(): void }[] }} context */
exports.activate = (context) => {
  const path = process.env.EMPATHY_BENCH_PROBE;
  if (!path) return;
  const gaps = monitorEventLoopDelay({ resolution: 1 });
  gaps.enable();
  let activeAtMs = null;
  const look = setInterval(() => {
    if (!extensions.getExtension(measuredId)?.isActive) return;
    activeAtMs = Date.now();
    clearInterval(look);
  }, lookMs);
  const timer = setInterval(() => {
    const gapMs = gaps.max * msPerNs;
    const rssBytes = process.memoryUsage.rss();
    gaps.reset();
    const mark = performance.getEntriesByName(resolveMark).at(-1);
    const resolvedAtMs = mark === undefined ? null : performance.timeOrigin + mark.startTime;
    const sample = { pid: process.pid, atMs: Date.now(), gapMs, rssBytes, activeAtMs, resolvedAtMs };
    appendFileSync(path, `${JSON.stringify(sample)}\n`);
  }, sampleMs);
  context.subscriptions.push({ dispose: () => [look, timer].forEach(clearInterval) });
};
