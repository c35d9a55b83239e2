import { join } from "node:path";
import * as vscode from "vscode";
import type { TaggedRecord, TagOperation } from "../../node/tag-store.ts";
import { TagStore } from "../../node/tag-store.ts";
import { DisposableStore } from "../disposable-store.ts";
import type { Log } from "../log.ts";
import { logFailure } from "../log.ts";
import type { TelemetryService } from "../telemetry/telemetry-service.ts";
import { ownIdOf } from "./own-id.ts";
import type { TagMatch } from "./tag-matcher.ts";
import { TagMatcher } from "./tag-matcher.ts";
import { tagFolderFor, tagFolders } from "./tag-places.ts";

/** Keeps the tags that the user gave beside the data they are of, and hands them to the engine. */
export class UserTags implements vscode.Disposable {
  readonly #service: TelemetryService;
  readonly #storageFolder: string;
  readonly #log: Log;
  readonly #now: () => number;
  readonly #disposables = new DisposableStore();
  #place = "";
  #store: TagStore | null = null;
  #matcher: { readonly generation: number; readonly tags: TagMatcher } | null = null;
  #matches: readonly TagMatch[] = [];
  #rows = -1;
  #published = "[]";
  #tail: Promise<unknown> = Promise.resolve();
  #isFollowing = false;

  constructor(service: TelemetryService, storageUri: vscode.Uri, log: Log, now: () => number) {
    this.#service = service;
    this.#storageFolder = join(storageUri.fsPath, "monitor");
    this.#log = log;
    this.#now = now;
    this.#disposables.add(service.onDidChange(() => this.#follow()));
    this.#disposables.add(
      vscode.window.onDidChangeWindowState(({ focused }) => {
        // Another window may have tagged meanwhile.
        if (focused)
          logFailure(
            log,
            "Reading the tags",
            this.#inTurn(() => this.#reload()),
          );
      }),
    );
  }

  /** Every tag in use, also on records that are not in the data now; sorted. */
  async all(): Promise<readonly string[]> {
    await this.#inTurn(() => this.#reload());
    return [...new Set(this.#store?.entries.flatMap(({ tags }) => tags) ?? [])].toSorted();
  }

  async of(ids: readonly string[]): Promise<readonly (readonly string[])[]> {
    await this.#inTurn(() => this.#reload());
    const tags = this.#tagsById();
    return ids.map((id) => tags.get(id) ?? []);
  }

  /** Records that cannot be read any more get no tag: nothing would tell them from others. */
  async change(operation: TagOperation, tag: string, ids: readonly string[]): Promise<void> {
    await this.#inTurn(async () => {
      await this.#update();
      for (const [folder, records] of await this.#recordsByFolder(ids)) {
        await this.#store?.change({ op: operation, tag, records }, folder, this.#now());
      }
      this.#matcher = null;
      await this.#update();
    });
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #follow(): void {
    if (this.#isFollowing) return;
    this.#isFollowing = true;
    const work = this.#inTurn(() => {
      this.#isFollowing = false;
      return this.#update();
    });
    logFailure(this.#log, "Reading the tags", work);
  }

  /** One thing after the other: what is matched must be what was read. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#tail.then(work);
    this.#tail = done.catch(() => undefined);
    return done;
  }

  async #reload(): Promise<void> {
    // A file that could not be read is tried again when the user asks.
    if (this.#store === null) this.#place = "";
    if ((await this.#store?.reload()) === true) this.#matcher = null;
    await this.#update();
  }

  /** Another set of folders has other tags; another generation, or new rows, other records for them. */
  async #update(): Promise<void> {
    const figures = this.#service.figures();
    if (figures === null || this.#disposables.isDisposed) return;
    const { dataset, generation } = figures;
    const folders = tagFolders(this.#service.roots, this.#storageFolder);
    const place = JSON.stringify(folders);
    if (place !== this.#place) {
      this.#place = place;
      this.#matcher = null;
      this.#store = null;
      this.#store = await TagStore.open(...folders);
    }
    if (this.#store === null) return;
    const rows = dataset.calls.count + dataset.runs.count;
    if (this.#matcher?.generation === generation && this.#rows === rows) return;
    if (this.#matcher?.generation !== generation) {
      const pathOf = (fileId: number): string | null => this.#service.pathOf(fileId);
      this.#matcher = { generation, tags: new TagMatcher(dataset, this.#store.entries, pathOf) };
    }
    this.#rows = rows;
    const matches = await this.#matcher.tags.match();
    if (matches === this.#matches) return;
    this.#matches = matches;
    this.#publish();
  }

  #publish(): void {
    const tags = this.#tagsById();
    const published = JSON.stringify([...tags]);
    if (published === this.#published) return;
    this.#published = published;
    this.#service.setUserTags(tags);
  }

  #tagsById(): ReadonlyMap<string, readonly string[]> {
    const byRecord = new Map(this.#store?.entries.map(({ record, tags }) => [JSON.stringify(record), tags]));
    const byId = new Map<string, readonly string[]>();
    for (const { id, record } of this.#matches) {
      const tags = byRecord.get(JSON.stringify(record)) ?? [];
      if (tags.length > 0) byId.set(id, [...new Set([...(byId.get(id) ?? []), ...tags])]);
    }
    return byId;
  }

  /** The records of these rows under every name by which they are tagged already, by where to write it. */
  async #recordsByFolder(ids: readonly string[]): Promise<ReadonlyMap<string, readonly TaggedRecord[]>> {
    const { roots } = this.#service;
    const byFolder = new Map<string, TaggedRecord[]>();
    for (const id of ids) {
      const address = this.#service.figures()?.dataset.locate(id) ?? null;
      const known = this.#matches.filter((match) => match.id === id).map(({ record }) => record);
      const records = known.length > 0 ? known : await this.#newRecord(id);
      const rootPath = roots.find(({ rootId }) => rootId === address?.file.rootId)?.path ?? null;
      const folder = await tagFolderFor(rootPath, roots, this.#storageFolder);
      byFolder.set(folder, [...(byFolder.get(folder) ?? []), ...records]);
    }
    return byFolder;
  }

  async #newRecord(id: string): Promise<readonly TaggedRecord[]> {
    const dataset = this.#service.figures()?.dataset;
    const address = dataset?.locate(id) ?? null;
    if (dataset === undefined || address === null) return [];
    const { kind, row } = address;
    if (row < 0 || (kind !== "call" && kind !== "run")) return [];
    const ownId = await ownIdOf(dataset, { kind, row }, (fileId) => this.#service.pathOf(fileId));
    return ownId === null ? [] : [{ id, ownId }];
  }
}
