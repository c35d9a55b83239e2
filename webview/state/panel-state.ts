import { DEFAULT_INTENT } from "../../src/core/view-model/panel-intent.ts";
import type { PanelIntent } from "../../src/core/view-model/panel-intent.ts";
import type { PanelView } from "../../src/core/view-model/panel-view.ts";
import type { ExportProgressMessage } from "../../src/protocol/to-webview.ts";
import { DEFAULT_STATE } from "./persisted-state.ts";
import type { UiChoices } from "./persisted-state.ts";
import type { Place } from "./places.ts";

export type Surface = "sidebar" | "dashboard";

/** Why the list is held still. More than one can hold at a time. */
export type HoldReason = "scroll" | "focus" | "pointer" | "selection";

export type FocusTarget = "feed" | "peek" | "main";

export interface PanelState {
  readonly intent: PanelIntent;
  /** The last view that the host sent; it may answer an older intent while `isWaiting`. */
  readonly view: PanelView | null;
  readonly receivedAtMs: number;
  readonly isWaiting: boolean;
  /** The host could not answer the last question; the view, if any, is of one before. */
  readonly hasFailed: boolean;
  /** When the host last looked at the files, epoch ms of the host: with the view, or after it. */
  readonly checkedAtMs: number;
  readonly placeLabel: string;
  readonly trail: readonly Place[];
  readonly ui: UiChoices;
  readonly exportProgress: ExportProgressMessage | null;
  /** The host speaks another version: only loading the view again helps. */
  readonly isOutdated: boolean;
  /** Raised whenever the keyboard focus is to move, or the scroll to be put back. */
  readonly focus: { readonly target: FocusTarget; readonly number: number };
  readonly restore: number;
}

/** Before anything was restored or answered. */
export const FRESH: PanelState = {
  intent: DEFAULT_INTENT,
  view: null,
  receivedAtMs: 0,
  isWaiting: true,
  hasFailed: false,
  checkedAtMs: 0,
  placeLabel: "",
  trail: [],
  ui: DEFAULT_STATE.ui,
  exportProgress: null,
  isOutdated: false,
  focus: { target: "main", number: 0 },
  restore: 0,
};
