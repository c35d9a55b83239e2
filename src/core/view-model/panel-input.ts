import type { TelemetryDataset } from "../store/tables.ts";
import type { PanelIntent } from "./panel-intent.ts";
import type { Notice, PanelSettings, PanelState } from "./panel-view.ts";

/** The peeked record's own line, read again from its file by the host. */
export interface RawLineText {
  /** Address of the record that the text belongs to, as `lineIdOf` finds it. */
  readonly id: string;
  /** Null when the file no longer holds it. */
  readonly text: string | null;
}

/** Everything that a panel's view is made of. No clock, no settings store: what is not here is not shown. */
export interface PanelViewInput {
  readonly dataset: TelemetryDataset;
  readonly intent: PanelIntent;
  readonly nowMs: number;
  /** IANA zone that times are shown and days cut in. */
  readonly timeZone: string;
  readonly locale: string;
  readonly mergeTwins: boolean;
  /** Globs of workflow names that are left out. */
  readonly hiddenWorkflows: readonly string[];
  readonly settings: PanelSettings;
  readonly state: PanelState;
  readonly notices: readonly Notice[];
  /** Generation of the dataset: an anchor of another one is dropped. */
  readonly generation: number;
  readonly checkedAtMs: number;
  readonly staleAfterMs: number;
  /** Needed where the intent peeks at a record with a line; null where it does not. */
  readonly rawLine: RawLineText | null;
}

/** The parts of the input that a piece of the view needs. */
export type PanelInputOf<K extends keyof PanelViewInput> = Pick<PanelViewInput, K>;
