import type { Peek } from "../../../src/core/view-model/panel-intent.ts";
import { DEFAULT_INTENT } from "../../../src/core/view-model/panel-intent.ts";
import type { Notice, PanelView } from "../../../src/core/view-model/panel-view.ts";
import { DEFAULT_STATE } from "../../../webview/state/persisted-state.ts";
import type { PersistedState } from "../../../webview/state/persisted-state.ts";
import { aCallRow } from "../fixtures/rows.ts";

interface Scene {
  readonly state?: PersistedState;
  readonly adapt?: (view: PanelView) => PanelView;
}

function peeking(peek: Peek): Scene {
  const intent = { ...DEFAULT_INTENT, peek };
  const place = { label: "", intent: DEFAULT_INTENT, scroll: { main: 0, list: 0, peek: 0 } };
  const trail = [place, { ...place, label: "Cost" }, { ...place, label: "Jan 30" }];
  return { state: { ...DEFAULT_STATE, intent, trail, placeLabel: "Run research" } };
}

const NOTICES: readonly Notice[] = [
  {
    id: "sample-data",
    severity: "info",
    text: "These are sample data.",
    action: { label: "Leave", command: "leaveSample" },
    isDismissible: false,
  },
  {
    id: "partly-unreadable",
    severity: "warning",
    text: "1 line of .empathy/llm_calls.jsonl could not be read.",
    action: { label: "Show", command: "openHealth" },
    isDismissible: true,
  },
];

const HOSTILE = "\u202Egnp.exe\u0007 <img src=x onerror=alert(1)> a very long name that goes on and on";

/** What can be looked at: the same app in its states. */
export const SCENES: Readonly<Record<string, Scene>> = {
  overview: {},
  run: peeking({ kind: "run", id: "run:.empathy/workflow_runs.jsonl:1" }),
  call: peeking({ kind: "call", id: "call:.empathy/llm_calls.jsonl:1" }),
  explain: peeking({ kind: "explain", figure: "cost" }),
  health: peeking({ kind: "health" }),
  list: { state: { ...DEFAULT_STATE, ui: { ...DEFAULT_STATE.ui, isScrolling: true } } },
  tables: {
    state: {
      ...DEFAULT_STATE,
      ui: {
        ...DEFAULT_STATE.ui,
        tables: { cost: true, providers: true, tiers: true },
        collapsed: { providers: false, tiers: false, breakdown: false, quality: false },
      },
    },
  },
  unfolded: {
    state: {
      ...DEFAULT_STATE,
      ui: {
        ...DEFAULT_STATE.ui,
        collapsed: { cost: true, workflows: true, providers: false, tiers: false, breakdown: false },
      },
    },
  },
  notices: {
    adapt: (view) => ({
      ...view,
      notices: NOTICES,
      health: { ...view.health, problemCount: 3, isStale: true },
    }),
  },
  hostile: {
    adapt: (view) => ({
      ...view,
      workflows: view.workflows.map((row, index) => (index === 0 ? { ...row, key: HOSTILE } : row)),
      feed: {
        ...view.feed,
        rows: [
          { kind: "call", ...aCallRow(0), workflow: HOSTILE, step: HOSTILE },
          ...view.feed.rows.slice(1),
        ],
      },
    }),
  },
  loading: {
    adapt: (view) => ({
      ...view,
      state: { kind: "loading", bytesRead: 1_258_291, bytesTotal: 3_565_158, records: 0 },
    }),
  },
  "no-folder": { adapt: (view) => ({ ...view, state: { kind: "no-folder" } }) },
  "no-files": {
    adapt: (view) => ({ ...view, state: { kind: "no-files", lookedIn: ["shop/.empathy", "shop/.attune"] } }),
  },
  denied: {
    adapt: (view) => ({ ...view, state: { kind: "denied", files: [".empathy/llm_calls.jsonl"] } }),
  },
};
