import type * as vscode from "vscode";
import type { TelemetryDataset } from "../../core/store/tables.ts";
import type { RootSpec } from "../../node/roots.ts";
import type { SourceEvent, SourceState } from "../../node/source-events.ts";

/** The reader of a set of folders, as the service sees it; `TelemetrySource` is the one there is. */
export interface TelemetryReader {
  readonly dataset: TelemetryDataset;
  readonly generation: number;
  readonly state: SourceState;
  /** Epoch ms of the last look at the files. */
  readonly checkedAtMs: number;
  onDidChange(listener: (event: SourceEvent) => void): vscode.Disposable;
  start(): unknown;
  refresh(): Promise<unknown>;
  setPollMs(pollMs: number): void;
  setRoots(roots: readonly RootSpec[]): unknown;
  dispose(): unknown;
}

export interface ReaderOptions {
  readonly roots: readonly RootSpec[];
  /** IANA zone in which times without an offset are read. */
  readonly naiveTimeZone: string;
  /** 0 = only announced changes. */
  readonly pollMs: number;
  readonly now: () => number;
}

export type CreateReader = (options: ReaderOptions) => TelemetryReader;
