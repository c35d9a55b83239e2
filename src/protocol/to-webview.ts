import type { FeedRow, PanelView } from "../core/view-model/panel-view.ts";
import { PROTOCOL_VERSION } from "./version.ts";

/** A whole view model: never a delta, so a lost message costs nothing. */
export interface SnapshotMessage {
  readonly type: "snapshot";
  readonly version: number;
  /** Changes when the extension host restarts; the webview then takes any revision. */
  readonly hostSessionId: string;
  readonly revision: number;
  /** The intent that this view answers; an answer to an older one is dropped. */
  readonly intentNumber: number;
  readonly view: PanelView;
}

/**
 * Rows for the scrolling list, outside the page that the snapshot carries: as many as a message holds. Fewer
 * than were asked for are not the end of the list; `total` says where that is.
 */
export interface RowsMessage {
  readonly type: "rows";
  readonly version: number;
  readonly requestNumber: number;
  readonly total: number;
  readonly rows: readonly FeedRow[];
}

/**
 * Everything was looked at and no record is new: the age of the last look is all that changes on screen. A
 * whole view would cost the frame of an idle panel, and a late one would make "updated" untrue.
 */
export interface CheckedMessage {
  readonly type: "checked";
  readonly version: number;
  /** Epoch ms of the host. */
  readonly checkedAtMs: number;
}

/** A question that has no answer; the log says why. Asking again is the reader's choice. */
export type FailedMessage = { readonly type: "failed"; readonly version: number } & (
  | { readonly question: "view"; readonly intentNumber: number }
  | { readonly question: "rows"; readonly requestNumber: number }
);

/** Progress and end of something that takes longer than a frame. */
export interface ExportProgressMessage {
  readonly type: "exportProgress";
  readonly version: number;
  readonly state: "running" | "done" | "cancelled" | "failed";
  readonly done: number;
  readonly total: number;
}

/** The host asks the panel to show something: from the status bar, a command or a link. */
export interface ShowMessage {
  readonly type: "show";
  readonly version: number;
  readonly target:
    | { readonly kind: "health" }
    | { readonly kind: "range"; readonly range: "today" | "7d" | "30d" | "all" }
    | { readonly kind: "record"; readonly recordKind: "run" | "call"; readonly id: string };
}

export type ToWebviewMessage =
  SnapshotMessage | RowsMessage | CheckedMessage | FailedMessage | ExportProgressMessage | ShowMessage;

const TYPES: ReadonlySet<unknown> = new Set([
  "snapshot",
  "rows",
  "checked",
  "failed",
  "exportProgress",
  "show",
] satisfies readonly ToWebviewMessage["type"][]);

/**
 * Narrows what arrived by `postMessage`. Only the envelope is checked: the sender is our own host, and a
 * wrong version is an update in progress, not an attack.
 */
export function isToWebviewMessage(value: unknown): value is ToWebviewMessage {
  return (
    typeof value === "object" &&
    value !== null &&
    "type" in value &&
    TYPES.has(value.type) &&
    "version" in value &&
    value.version === PROTOCOL_VERSION
  );
}
