import { join } from "node:path";
import * as vscode from "vscode";
import type { TelemetryService } from "../telemetry/telemetry-service.ts";

const SEED = 1;

/** Generated telemetry in the extension's own storage, shown in place of the workspace's. */
export class SampleData {
  readonly #service: TelemetryService;
  readonly #storageUri: vscode.Uri;
  readonly #now: () => number;

  constructor(service: TelemetryService, storageUri: vscode.Uri, now: () => number) {
    this.#service = service;
    this.#storageUri = storageUri;
    this.#now = now;
  }

  /** Folder of the sample's workspace: its workflow sources are there too. */
  get workspaceDir(): string {
    return vscode.Uri.joinPath(this.#storageUri, "sample").fsPath;
  }

  async open(): Promise<void> {
    const dir = this.workspaceDir;
    const nowMs = this.#now();
    // A bundle of its own: most sessions never make sample data.
    const { hasFreshSample, SAMPLE_DAYS, writeSampleWorkspace } =
      await import("../../node/sample/write-sample.ts");
    if (!(await hasFreshSample(dir, nowMs))) {
      await vscode.window.withProgress(
        { location: vscode.ProgressLocation.Window, title: vscode.l10n.t("Making sample data") },
        () =>
          writeSampleWorkspace(dir, {
            nowMs,
            days: SAMPLE_DAYS,
            // The sample's naive times are read with the same setting.
            timeZone: this.#service.settings.naiveTimeZone,
            seed: SEED,
          }),
      );
    }
    await this.#service.showSample(join(dir, ".empathy"));
  }

  close(): Promise<void> {
    return this.#service.showSample(null);
  }
}
