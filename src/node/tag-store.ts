import type { FileHandle } from "node:fs/promises";
import { mkdir, open, readFile } from "node:fs/promises";
import { join } from "node:path";

import { ioErrorCode, isAbsent } from "./telemetry-fs.ts";

/** Version of the events written; lines of a later one are left alone. */
const TAG_SCHEMA = 1;
const FILE_NAME = "tags.jsonl";

export type TagOperation = "add" | "remove";

/** One line of `tags.jsonl`. */
export interface TagEvent {
  readonly v: number;
  /** ISO, UTC. */
  readonly ts: string;
  readonly op: TagOperation;
  readonly tag: string;
  /** Record ids, `kind:file:byteOffset`. */
  readonly ids: readonly string[];
}

/** Folder of the extension's own state within a telemetry folder; never tailed. */
export function tagFolderOf(rootPath: string): string {
  return join(rootPath, "monitor");
}

/**
 * The user's own tags on records: an append-only list of events in a folder of ours, never in the
 * producer's files. Several windows may write it; `reload` takes in what the others wrote.
 */
export class TagStore {
  readonly #path: string;
  readonly #folder: string;
  #tags = new Map<string, readonly string[]>();
  #unreadableCount = 0;

  private constructor(folder: string) {
    this.#folder = folder;
    this.#path = join(folder, FILE_NAME);
  }

  /** Reads the events of a folder. A folder that does not exist has none, and is made by the first tag. */
  static async open(folder: string): Promise<TagStore> {
    const store = new TagStore(folder);
    await store.reload();
    return store;
  }

  /** Tags by record id, each list in the order in which they were given. A new map after each change. */
  get tags(): ReadonlyMap<string, readonly string[]> {
    return this.#tags;
  }

  /** Lines that were left out: torn, foreign, or of a later version. */
  get unreadableCount(): number {
    return this.#unreadableCount;
  }

  async reload(): Promise<void> {
    const tags = new Map<string, readonly string[]>();
    this.#unreadableCount = 0;
    for (const line of (await this.#read()).split("\n")) {
      if (line.trim() === "") continue;
      const event = parseTagEvent(line);
      if (event === null) this.#unreadableCount += 1;
      else applyTagEvent(tags, event);
    }
    this.#tags = tags;
  }

  /** Gives records a tag (trimmed, not empty), or takes it away, and writes that down. */
  async change(op: TagOperation, tag: string, ids: readonly string[], nowMs: number): Promise<void> {
    const name = tag.trim();
    if (name === "") throw new RangeError("a tag needs a name");
    if (ids.length === 0) return;
    const event: TagEvent = { v: TAG_SCHEMA, ts: new Date(nowMs).toISOString(), op, tag: name, ids };
    await mkdir(this.#folder, { recursive: true });
    await this.#append(JSON.stringify(event));
    const tags = new Map(this.#tags);
    applyTagEvent(tags, event);
    this.#tags = tags;
  }

  async #read(): Promise<string> {
    try {
      return await readFile(this.#path, "utf8");
    } catch (error) {
      if (isAbsent(ioErrorCode(error))) return "";
      throw error;
    }
  }

  /** One write, so that two windows never tear each other's lines; apart from a torn line before it. */
  async #append(line: string): Promise<void> {
    const file = await open(this.#path, "a+");
    try {
      await file.appendFile(`${(await endsTorn(file)) ? "\n" : ""}${line}\n`);
    } finally {
      await file.close();
    }
  }
}

async function endsTorn(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat();
  if (size === 0) return false;
  const last = Buffer.alloc(1);
  await file.read(last, 0, 1, size - 1);
  return last.toString("latin1") !== "\n";
}

function parseTagEvent(line: string): TagEvent | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    // A torn line: its tag is lost, the others are not.
    return null;
  }
  if (typeof value !== "object" || value === null) return null;
  const { v, ts, op, tag, ids } = value as Partial<Record<keyof TagEvent, unknown>>;
  if (v !== TAG_SCHEMA || typeof ts !== "string" || typeof tag !== "string") return null;
  if ((op !== "add" && op !== "remove") || !Array.isArray(ids)) return null;
  return { v, ts, op, tag, ids: ids.filter((id): id is string => typeof id === "string") };
}

function applyTagEvent(tags: Map<string, readonly string[]>, event: TagEvent): void {
  for (const id of event.ids) {
    const given = tags.get(id) ?? [];
    if (event.op === "add") {
      if (!given.includes(event.tag)) tags.set(id, [...given, event.tag]);
      continue;
    }
    const left = given.filter((tag) => tag !== event.tag);
    if (left.length === 0) tags.delete(id);
    else tags.set(id, left);
  }
}
