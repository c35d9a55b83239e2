import { boundView } from "./bound-view.ts";
import { buildCards } from "./build-cards.ts";
import { buildBreakdown, buildCost, buildProviders, buildTiers, buildWorkflows } from "./build-charts.ts";
import { buildFeed } from "./build-feed.ts";
import { buildHealthLine } from "./build-health.ts";
import { buildPeek } from "./build-peek.ts";
import { buildQuality } from "./build-quality.ts";
import { clipName, clipBreakdownRow } from "./clip-rows.ts";
import { clipText } from "./format.ts";
import type { PanelViewInput } from "./panel-input.ts";
import { panelScope } from "./panel-scope.ts";
import type { PanelScope } from "./panel-scope.ts";
import type { Notice, PanelState, PanelView } from "./panel-view.ts";
import { rangeLabel } from "./range-label.ts";

const MAX_NOTICES = 8;
const MAX_NOTICE_LENGTH = 240;
const MAX_STATE_PATHS = 6;

/**
 * Everything on screen for one intent, at most 16 KB as JSON. Throws RangeError for a custom range of
 * dates that do not exist: ask `isValidRange` first.
 */
export function buildPanelView(input: PanelViewInput): PanelView {
  const scope = panelScope(input);
  const { intent, timeZone, locale } = input;
  const { calls, runs } = scope.stats;
  const window = scope.window;
  return boundView({
    nowMs: input.nowMs,
    locale,
    timeZone,
    generation: input.generation,
    state: clipState(input.state),
    notices: input.notices.slice(0, MAX_NOTICES).map(clipNotice),
    range: { choice: intent.range, label: rangeLabel(intent.range, window, timeZone, locale), window },
    basis: {
      value: scope.basis,
      isAuto: intent.basis === "auto",
      hasCalls: calls.count > 0,
      hasRuns: runs.count > 0,
    },
    cards: buildCards(scope),
    ...buildChartParts(scope),
    quality: buildQuality(input),
    feed: buildFeed(scope),
    peek: buildPeek(scope),
    health: buildHealthLine(input),
    settings: input.settings,
  });
}

function buildChartParts(scope: PanelScope) {
  const cost = buildCost(scope);
  const breakdown = buildBreakdown(scope);
  return {
    cost: {
      ...cost,
      buckets: cost.buckets.map((bucket) => ({
        ...bucket,
        top: bucket.top.map((part) => ({ ...part, key: clipName(part.key) })),
      })),
    },
    providers: buildProviders(scope).map((slice) => ({ ...slice, key: clipName(slice.key) })),
    tiers: buildTiers(scope).map((bar) => ({ ...bar, key: clipName(bar.key) })),
    workflows: buildWorkflows(scope).map((row) => ({ ...row, key: clipName(row.key) })),
    breakdown: { ...breakdown, rows: breakdown.rows.map((row) => clipBreakdownRow(row)) },
  };
}

function clipNotice(notice: Notice): Notice {
  return { ...notice, text: clipText(notice.text, MAX_NOTICE_LENGTH) };
}

function clipState(state: PanelState): PanelState {
  if (state.kind === "no-files") return { ...state, lookedIn: clipPaths(state.lookedIn) };
  if (state.kind === "no-records" || state.kind === "denied") {
    return { ...state, files: clipPaths(state.files) };
  }
  return state;
}

function clipPaths(paths: readonly string[]): readonly string[] {
  return paths.slice(0, MAX_STATE_PATHS).map((path) => clipName(path));
}
