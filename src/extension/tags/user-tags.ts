import { stat } from "node:fs/promises";
import { basename } from "node:path";
import * as vscode from "vscode";
import type { TagOperation } from "../../node/tag-store.ts";
import { TagStore, tagFolderOf } from "../../node/tag-store.ts";
import { DisposableStore } from "../disposable-store.ts";
import type { Log } from "../log.ts";
import { logFailure } from "../log.ts";
import type { TelemetryService } from "../telemetry/telemetry-service.ts";

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    // Not there, or closed to us: our state goes elsewhere.
    return false;
  }
}

/** Keeps the tags that the user gave beside the data they are of, and hands them to the engine. */
export class UserTags implements vscode.Disposable {
  readonly #service: TelemetryService;
  readonly #storageUri: vscode.Uri;
  readonly #log: Log;
  readonly #now: () => number;
  readonly #disposables = new DisposableStore();
  #place = "";
  #store: Promise<TagStore> | null = null;

  constructor(service: TelemetryService, storageUri: vscode.Uri, log: Log, now: () => number) {
    this.#service = service;
    this.#storageUri = storageUri;
    this.#log = log;
    this.#now = now;
    this.#disposables.add(service.onDidChange(() => this.#follow()));
  }

  /** Every tag in use, sorted. */
  async all(): Promise<readonly string[]> {
    const { tags } = await this.#open();
    return [...new Set([...tags.values()].flat())].toSorted();
  }

  async of(ids: readonly string[]): Promise<readonly (readonly string[])[]> {
    const { tags } = await this.#open();
    return ids.map((id) => tags.get(id) ?? []);
  }

  async change(operation: TagOperation, tag: string, ids: readonly string[]): Promise<void> {
    const store = await this.#open();
    await store.change(operation, tag, ids, this.#now());
    this.#service.setUserTags(store.tags);
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  /** Another set of folders has other tags. */
  #follow(): void {
    const place = JSON.stringify([vscode.workspace.isTrusted, this.#service.roots.map(({ path }) => path)]);
    if (place === this.#place) return;
    this.#place = place;
    this.#store = null;
    logFailure(this.#log, "Reading the tags", this.#publish());
  }

  async #publish(): Promise<void> {
    const place = this.#place;
    const { tags } = await this.#open();
    if (place === this.#place) this.#service.setUserTags(tags);
  }

  #open(): Promise<TagStore> {
    this.#store ??= this.#folder().then((folder) => TagStore.open(folder));
    return this.#store;
  }

  /** Beside the data in a trusted workspace; an untrusted one gets nothing written into it. */
  async #folder(): Promise<string> {
    const root = this.#service.roots.find(({ path }) => basename(path) === ".empathy");
    const isOwn = root !== undefined && vscode.workspace.isTrusted && (await exists(root.path));
    return isOwn ? tagFolderOf(root.path) : vscode.Uri.joinPath(this.#storageUri, "monitor").fsPath;
  }
}
