import * as vscode from "vscode";
import type { RootSpec } from "../../node/roots.ts";
import type { Log } from "../log.ts";
import { logFailure } from "../log.ts";
import { findUnreadFolders } from "./workspace-roots.ts";

/** Looks for telemetry in sub-folders of a trusted workspace: it is offered, never read unasked. */
export class NestedSearch implements vscode.Disposable {
  readonly #log: Log;
  readonly #onFound: () => void;
  #found: readonly string[] = [];
  #running = new AbortController();

  constructor(log: Log, onFound: () => void) {
    this.#log = log;
    this.#onFound = onFound;
  }

  /** Absolute paths of the folders that are not among the roots searched beside. */
  get found(): readonly string[] {
    return this.#found;
  }

  /** Searches anew, beside what is read; null forgets what was found. */
  run(roots: readonly RootSpec[] | null): void {
    this.#running.abort();
    this.#found = [];
    if (roots === null || !vscode.workspace.isTrusted) return;
    const search = new AbortController();
    this.#running = search;
    logFailure(this.#log, "Looking for telemetry in sub-folders", this.#search(roots, search.signal));
  }

  async #search(roots: readonly RootSpec[], signal: AbortSignal): Promise<void> {
    const found = await findUnreadFolders(roots, signal);
    if (signal.aborted || found.length === 0) return;
    this.#found = found;
    this.#onFound();
  }

  dispose(): void {
    this.#running.abort();
  }
}
