import type * as vscode from "vscode";
import type { SnapshotMessage, ToWebviewMessage } from "../protocol/to-webview.ts";
import type { TelemetryFigures } from "./telemetry/telemetry-figures.ts";

/** What `activate` returns to tests inside VS Code, and to nobody else. It reads and changes nothing. */
export interface TestApi {
  readonly activationMs: number;
  /** Lines logged as errors so far. */
  readonly loggedErrors: readonly string[];
  /** Fires after each change of the telemetry; what the surfaces show is then up to date. */
  readonly onDidChange: vscode.Event<void>;
  readonly onDidPost: vscode.Event<ToWebviewMessage>;
  readonly figures: () => TelemetryFigures | null;
  readonly lastSnapshot: () => SnapshotMessage | null;
  /** Text of the status bar item; empty while it is hidden. */
  readonly statusText: () => string;
}
