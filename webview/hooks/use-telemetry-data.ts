import type { PanelView } from "../../src/core/view-model/panel-view.ts";
import { usePanelState } from "../state/panel-context.ts";

export interface TelemetryData {
  /** The last whole view of the host; `null` before the first one. */
  readonly view: PanelView | null;
  /** A newer question is under way; the view answers the one before. */
  readonly isWaiting: boolean;
}

/** The telemetry as the host sees it: whole, revisioned views, errors included as states of the view. */
export function useTelemetryData(): TelemetryData {
  const { view, isWaiting } = usePanelState();
  return { view, isWaiting };
}
