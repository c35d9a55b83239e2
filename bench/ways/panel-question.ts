import type { TelemetryDataset } from "../../src/core/store/tables.ts";
import { buildPanelView } from "../../src/core/view-model/build-panel-view.ts";
import type { PanelIntent } from "../../src/core/view-model/panel-intent.ts";
import { DEFAULT_INTENT } from "../../src/core/view-model/panel-intent.ts";
import type { PanelView } from "../../src/core/view-model/panel-view.ts";
import { systemTimeZone } from "../../src/node/system-time-zone.ts";
import { NOW_MS } from "./outcome.ts";

/** What a panel asks that shows all time. */
export const ALL_TIME: PanelIntent = { ...DEFAULT_INTENT, range: { kind: "all" } };

/** The whole screen for a question, as the extension computes it for its webview. */
export function viewOf(dataset: TelemetryDataset, intent: PanelIntent): PanelView {
  return buildPanelView({
    dataset,
    intent,
    nowMs: NOW_MS,
    timeZone: systemTimeZone(),
    locale: "en",
    mergeTwins: true,
    hiddenWorkflows: [],
    settings: {
      refreshSeconds: 30,
      hideTestWorkflows: false,
      mergeTwins: true,
      timeZone: systemTimeZone(),
      chartColors: "theme",
    },
    state: { kind: "ready" },
    notices: [],
    generation: 1,
    checkedAtMs: NOW_MS,
    staleAfterMs: 86_400_000,
    rawLine: null,
  });
}
