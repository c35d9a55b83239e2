import * as vscode from "vscode";
import { aggregatesOf } from "../core/rollup/cube/aggregates.ts";
import { Backlog } from "../core/rollup/cube/following.ts";
import type { TelemetryDataset } from "../core/store/tables.ts";
import type { Stats } from "../core/rollup/stats.ts";
import {
  formatAge,
  formatDuration,
  formatInteger,
  formatRatio,
  formatUsd,
  NOT_REPORTED,
} from "../core/view-model/format.ts";
import { statsOf } from "../core/view-model/stats-memo.ts";
import { COMMAND_IDS } from "./command-ids.ts";
import { DisposableStore } from "./disposable-store.ts";
import { withinReach, workOff } from "./in-turns.ts";
import type { Log } from "./log.ts";
import { logFailure } from "./log.ts";
import type { TelemetryFigures } from "./telemetry/telemetry-figures.ts";
import { queryOf } from "./telemetry/view-question.ts";

const ITEM_ID = "empathyTelemetry.today";
const PRIORITY = 60;
const LINK_COMMANDS = [COMMAND_IDS.openDashboard, COMMAND_IDS.showDataHealth, COMMAND_IDS.refresh];

/** Today's figures: the same engine and the same question as the panel's range "today". */
function todayStats(figures: TelemetryFigures, dataset: TelemetryDataset): Stats | Backlog {
  return withinReach(dataset, () => statsOf(dataset, queryOf(figures, { kind: "today" })));
}

/** What to compute from: all that was read, or what the last session left while that is being read again. */
function datasetOf(figures: TelemetryFigures): TelemetryDataset | null {
  const { state, dataset, savedSums } = figures;
  if (state.kind === "ready") return dataset;
  if (state.kind !== "loading" || savedSums === null) return null;
  return aggregatesOf(savedSums).answers(queryOf(figures, { kind: "today" })) ? savedSums : null;
}

/** One item, left: today's cost. It is there only where there is telemetry. */
export class StatusBar implements vscode.Disposable {
  readonly #disposables = new DisposableStore();
  readonly #item: vscode.StatusBarItem;
  readonly #read: () => TelemetryFigures | null;
  readonly #log: Log;
  #isWorking = false;

  constructor(onDidChange: vscode.Event<void>, read: () => TelemetryFigures | null, log: Log) {
    this.#read = read;
    this.#log = log;
    this.#item = this.#disposables.add(
      vscode.window.createStatusBarItem(ITEM_ID, vscode.StatusBarAlignment.Left, PRIORITY),
    );
    this.#item.name = vscode.l10n.t("Empathy Telemetry: Cost Today");
    this.#item.command = COMMAND_IDS.focusPanel;
    this.#disposables.add(onDidChange(() => this.#update()));
  }

  /** What it shows; empty while it is hidden. */
  get text(): string {
    return this.#item.text;
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  /** `nowMs`: an earlier present, to which the answer still belongs. */
  #update(nowMs?: number): void {
    const read = this.#read();
    const figures = read === null ? null : { ...read, nowMs: nowMs ?? read.nowMs };
    const kind = figures?.settings.statusBarText ?? "off";
    const dataset = figures === null ? null : datasetOf(figures);
    if (figures === null || dataset === null || kind === "off") {
      this.#item.text = "";
      this.#item.hide();
      return;
    }
    const stats = todayStats(figures, dataset);
    if (stats instanceof Backlog) {
      logFailure(this.#log, "Computing today's cost", this.#updateAfter(stats, figures.nowMs));
      return;
    }
    const isSaved = dataset === figures.savedSums;
    const cost = `${isSaved ? "~" : ""}${costText(stats, figures.locale)}`;
    const today = vscode.l10n.t("{0} today", cost);
    this.#item.text = kind === "icon" ? "$(pulse)" : `$(pulse) ${today}`;
    this.#item.tooltip = isSaved ? savedTooltip(cost) : tooltip(figures, stats, cost);
    this.#item.accessibilityInformation = {
      label: vscode.l10n.t("Empathy Telemetry, cost today: {0}", cost),
      role: "button",
    };
    this.#item.show();
  }

  /** Until then it shows what it did. */
  async #updateAfter(backlog: Backlog, nowMs: number): Promise<void> {
    if (this.#isWorking) return;
    this.#isWorking = true;
    try {
      await workOff(backlog);
    } finally {
      this.#isWorking = false;
    }
    // Of the same present: what lies ahead of another one would be another question each time.
    if (!this.#disposables.isDisposed) this.#update(nowMs);
  }
}

/** Nothing happened today is a cost of zero; something that reports no cost is not. */
function costText(stats: Stats, locale: string): string {
  const isEmpty = stats.calls.count === 0 && stats.runs.count === 0;
  return formatUsd(isEmpty ? 0 : stats.costUsd, locale);
}

/** While what came since is read. */
function savedTooltip(cost: string): vscode.MarkdownString {
  const text = vscode.l10n.t("{0} as of the last session. What is new since then is being read.", cost);
  return new vscode.MarkdownString(text, true);
}

/** Four to six lines of our own figures: no text of a record stands in here. */
function tooltip(figures: TelemetryFigures, stats: Stats, cost: string): vscode.MarkdownString {
  const { locale, nowMs, isSample } = figures;
  const { calls, runs } = stats;
  const basis = stats.basis === "calls" ? vscode.l10n.t("from calls") : vscode.l10n.t("from runs");
  const heading = isSample ? vscode.l10n.t("Sample data, today") : vscode.l10n.t("Today");
  const lines = [
    `**${heading}**: ${cost} (${basis})`,
    vscode.l10n.t(
      "{0} calls, {1} runs, {2} failed",
      formatInteger(calls.count, locale),
      formatInteger(runs.count, locale),
      formatInteger(runs.failed, locale),
    ),
    vscode.l10n.t(
      "Success {0}, p50 latency {1}",
      formatRatio(runs.successRate, locale),
      formatDuration(calls.latencyMs.p50, locale),
    ),
    newestText(figures.health.newestRecordAtMs, nowMs),
    links(),
  ];
  const markdown = new vscode.MarkdownString(lines.join("  \n"), true);
  markdown.isTrusted = { enabledCommands: LINK_COMMANDS };
  return markdown;
}

function newestText(newestMs: number | null, nowMs: number): string {
  if (newestMs === null) return vscode.l10n.t("Newest record: {0}", NOT_REPORTED);
  // An age below a second has no unit to put "ago" after.
  if (nowMs - newestMs < 1000) return vscode.l10n.t("Newest record: now");
  return vscode.l10n.t("Newest record: {0} ago", formatAge(nowMs, newestMs));
}

function links(): string {
  const open = vscode.l10n.t("Open Dashboard");
  const health = vscode.l10n.t("Data Health");
  const refresh = vscode.l10n.t("Refresh");
  return [
    `[${open}](command:${COMMAND_IDS.openDashboard})`,
    `[${health}](command:${COMMAND_IDS.showDataHealth})`,
    `[${refresh}](command:${COMMAND_IDS.refresh})`,
  ].join(" | ");
}
