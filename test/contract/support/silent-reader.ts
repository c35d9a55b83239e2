import { Dataset } from "../../../src/core/store/dataset.ts";
import type { ReaderOptions, TelemetryReader } from "../../../src/extension/telemetry/telemetry-reader.ts";
import type { RootSpec } from "../../../src/node/roots.ts";
import type { SourceEvent, SourceState } from "../../../src/node/source-events.ts";
import { EventEmitter } from "../../fakes/vscode-values.ts";

/** A reader without files: records what it is asked for. */
export class SilentReader implements TelemetryReader {
  readonly savedSums = null;
  readonly dataset = new Dataset();
  readonly generation = 1;
  checkedAtMs: number | null = null;
  readonly asked: string[] = [];
  readonly emitter = new EventEmitter<SourceEvent>();
  roots: readonly RootSpec[];
  zone: string;
  state: SourceState = { overall: "loading", files: [], roots: [] };
  constructor({ roots, naiveTimeZone }: ReaderOptions) {
    this.roots = roots;
    this.zone = naiveTimeZone;
  }
  readonly onDidChange = this.emitter.event;
  pathOf(fileId: number): string | null {
    return fileId === 1 ? "/known" : null;
  }
  async start(): Promise<void> {
    this.asked.push("start");
  }
  async refresh(): Promise<void> {
    this.asked.push("refresh");
  }
  setPollMs(pollMs: number): void {
    this.asked.push(`poll ${pollMs}`);
  }
  setVisible(isVisible: boolean): void {
    this.asked.push(`visible ${isVisible}`);
  }
  async setRoots(roots: readonly RootSpec[]): Promise<void> {
    this.roots = roots;
  }
  async setNaiveTimeZone(zone: string): Promise<void> {
    this.zone = zone;
  }
  readonly generationStartedAtMs = 0;
  setArchivedDays(): void {
    // Nothing is archived.
  }

  setUserTags(): void {
    this.asked.push("tags");
  }
  dispose(): void {
    this.asked.push("dispose");
    this.emitter.dispose();
  }
}
