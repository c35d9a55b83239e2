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
  #roots: readonly RootSpec[] | null = null;
  /** What is read beside, to see whether it changed. */
  #key = "null";
  #running = new AbortController();

  constructor(log: Log, onFound: () => void) {
    this.#log = log;
    this.#onFound = onFound;
  }

  /** Absolute paths of the folders that are not among the roots searched beside. */
  get found(): readonly string[] {
    return this.#found;
  }

  /** Searches beside what is read, when that has changed; null forgets what was found. */
  run(roots: readonly RootSpec[] | null): void {
    const wanted = vscode.workspace.isTrusted ? roots : null;
    const paths = wanted?.map(({ path }) => path) ?? null;
    const key = JSON.stringify(paths);
    if (key === this.#key) return;
    this.#key = key;
    this.#roots = wanted;
    this.#found = paths === null ? [] : this.#found.filter((path) => !paths.includes(path));
    this.again();
  }

  /** Searches anew; what was found stands until that is done. */
  again(): void {
    this.#running.abort();
    if (this.#roots === null) return;
    const search = new AbortController();
    this.#running = search;
    logFailure(this.#log, "Looking for telemetry in sub-folders", this.#search(this.#roots, search.signal));
  }

  async #search(roots: readonly RootSpec[], signal: AbortSignal): Promise<void> {
    const found = await findUnreadFolders(roots, signal);
    if (signal.aborted || JSON.stringify(found) === JSON.stringify(this.#found)) return;
    this.#found = found;
    this.#onFound();
  }

  dispose(): void {
    this.#running.abort();
  }
}
