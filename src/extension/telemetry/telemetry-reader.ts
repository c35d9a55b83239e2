import type * as vscode from "vscode";
import type { ArchivedDays } from "../../core/store/archived-days.ts";
import type { ReadDays } from "../../node/history/read-archived-days.ts";
import type { TelemetryDataset } from "../../core/store/tables.ts";
import type { RootSpec } from "../../node/roots.ts";
import type { SourceEvent, SourceState } from "../../node/source-events.ts";

/** The reader of a set of folders, as the service sees it; `TelemetrySource` is the one there is. */
export interface TelemetryReader {
  readonly dataset: TelemetryDataset;
  /** While a start goes on from a snapshot: its sums, as of the last session, without any rows. */
  readonly savedSums: TelemetryDataset | null;
  readonly generation: number;
  /** When its reading began, epoch ms. */
  readonly generationStartedAtMs: number;
  readonly state: SourceState;
  /** Epoch ms of the last look at the files; null before the first. */
  readonly checkedAtMs: number | null;
  pathOf(fileId: number): string | null;
  onDidChange(listener: (event: SourceEvent) => void): vscode.Disposable;
  /** Resolves when everything was read once. */
  start(): Promise<void>;
  refresh(): Promise<void>;
  setPollMs(pollMs: number): void;
  /** Whether somebody looks at the figures. */
  setVisible(isVisible: boolean): void;
  /** Both keep the data that is shown until the other data are complete, and resolve then. */
  setRoots(roots: readonly RootSpec[]): Promise<void>;
  setNaiveTimeZone(zone: string): Promise<void>;
  setUserTags(tags: ReadonlyMap<string, readonly string[]>): void;
  /** Days that count beside the records that are shown, and beside those of the next generation. */
  setArchivedDays(days: ArchivedDays, next: ReadDays): void;
  dispose(): void;
}

export interface ReaderOptions {
  readonly roots: readonly RootSpec[];
  /** IANA zone in which times without an offset are read. */
  readonly naiveTimeZone: string;
  /** 0 = only announced changes. */
  readonly pollMs: number;
  readonly now: () => number;
  readonly onFault: (error: unknown) => void;
  /** Folder for snapshots, by which a later start reads only what is new; none without it. */
  readonly snapshotDir: string | undefined;
  /** Told once: snapshots cannot be read or written there. */
  readonly onSnapshotFault: (error: unknown) => void;
}

export type CreateReader = (options: ReaderOptions) => TelemetryReader;
