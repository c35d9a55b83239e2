import type { FileHandle } from "node:fs/promises";
import { mkdir, open, readFile } from "node:fs/promises";
import { join } from "node:path";

import { ioErrorCode, isAbsent } from "./telemetry-fs.ts";

/** Version of the events written. Version 1 had no `ownIds`; lines of a later one are left alone. */
const TAG_SCHEMA = 2;
const FILE_NAME = "tags.jsonl";

export type TagOperation = "add" | "remove";

/** What a tag hangs on: the place where a record stood, and what tells whether it still is that record. */
export interface TaggedRecord {
  /** `kind:file:byteOffset` at the time of tagging. */
  readonly id: string;
  /** The record's own id or a hash of its line; null in events of version 1, which knew the place alone. */
  readonly ownId: string | null;
}

export interface RecordTags {
  readonly record: TaggedRecord;
  /** In the order in which they were given; never empty. */
  readonly tags: readonly string[];
}

/** One line of `tags.jsonl`. */
export interface TagEvent {
  readonly v: number;
  /** ISO, UTC. */
  readonly ts: string;
  readonly op: TagOperation;
  readonly tag: string;
  readonly ids: readonly string[];
  /** As many as `ids`. */
  readonly ownIds: readonly (string | null)[];
}

/** Folder of the extension's own state within a telemetry folder; never tailed. */
export function tagFolderOf(rootPath: string): string {
  return join(rootPath, "monitor");
}

/**
 * The user's own tags on records: append-only lists of events in folders of ours, never in the producer's
 * files. Several windows may write them; `reload` takes in what the others wrote.
 */
export class TagStore {
  readonly #folders: readonly string[];
  #entries = new Map<string, RecordTags>();
  #unreadableCount = 0;

  private constructor(folders: readonly string[]) {
    this.#folders = folders;
  }

  /** Reads the events of all folders as one history. A folder that does not exist has none. */
  static async open(...folders: readonly string[]): Promise<TagStore> {
    const store = new TagStore(folders);
    await store.reload();
    return store;
  }

  /** What is tagged, in the order in which it first was. */
  get entries(): readonly RecordTags[] {
    return [...this.#entries.values()];
  }

  /** Lines that were left out: torn, foreign, or of a later version. */
  get unreadableCount(): number {
    return this.#unreadableCount;
  }

  /** True when something else is tagged than before. */
  async reload(): Promise<boolean> {
    const texts = await Promise.all(this.#folders.map(readEvents));
    const before = JSON.stringify(this.entries);
    const entries = new Map<string, RecordTags>();
    this.#unreadableCount = 0;
    const histories = texts.map((text) => this.#parse(text));
    for (const event of histories.reduce(mergeByTime, [])) applyTagEvent(entries, event);
    this.#entries = entries;
    return JSON.stringify(this.entries) !== before;
  }

  /** Gives records a tag (trimmed, not empty), or takes it away, and writes that down in `folder`. */
  async change(
    change: { readonly op: TagOperation; readonly tag: string; readonly records: readonly TaggedRecord[] },
    folder: string,
    nowMs: number,
  ): Promise<void> {
    const { op, records } = change;
    const tag = change.tag.trim();
    if (tag === "") throw new RangeError("a tag needs a name");
    if (records.length === 0) return;
    const ids = records.map(({ id }) => id);
    const ownIds = records.map(({ ownId }) => ownId);
    const event: TagEvent = { v: TAG_SCHEMA, ts: new Date(nowMs).toISOString(), op, tag, ids, ownIds };
    await mkdir(folder, { recursive: true });
    await appendEvent(join(folder, FILE_NAME), JSON.stringify(event));
    applyTagEvent(this.#entries, event);
  }

  #parse(text: string): readonly TagEvent[] {
    const events: TagEvent[] = [];
    for (const line of text.split("\n")) {
      if (line.trim() === "") continue;
      const event = parseTagEvent(line);
      if (event === null) this.#unreadableCount += 1;
      else events.push(event);
    }
    return events;
  }
}

async function readEvents(folder: string): Promise<string> {
  try {
    return await readFile(join(folder, FILE_NAME), "utf8");
  } catch (error) {
    if (isAbsent(ioErrorCode(error))) return "";
    throw error;
  }
}

/** Each list keeps its own order, whatever the clock did meanwhile. */
function mergeByTime(left: readonly TagEvent[], right: readonly TagEvent[]): readonly TagEvent[] {
  const merged: TagEvent[] = [];
  let at = 0;
  for (const event of left) {
    for (let next = right[at]; next !== undefined && next.ts < event.ts; next = right[++at])
      merged.push(next);
    merged.push(event);
  }
  return [...merged, ...right.slice(at)];
}

/** One write, so that two windows never tear each other's lines; apart from a torn line before it. */
async function appendEvent(path: string, line: string): Promise<void> {
  const file = await open(path, "a+");
  try {
    await file.appendFile(`${(await endsTorn(file)) ? "\n" : ""}${line}\n`);
  } finally {
    await file.close();
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
  const { v, ts, op, tag, ids, ownIds } = value as Partial<Record<keyof TagEvent, unknown>>;
  if ((v !== 1 && v !== TAG_SCHEMA) || typeof ts !== "string" || typeof tag !== "string") return null;
  if ((op !== "add" && op !== "remove") || !Array.isArray(ids)) return null;
  const own = Array.isArray(ownIds) ? ownIds : [];
  // From version 2 on, a place without its record's own id would tag whatever stands there.
  const known = ids.flatMap((id: unknown, at): readonly TaggedRecord[] => {
    const ownId: unknown = v === 1 ? null : own[at];
    return typeof id === "string" && (typeof ownId === "string" || v === 1)
      ? [{ id, ownId: typeof ownId === "string" ? ownId : null }]
      : [];
  });
  return { v, ts, op, tag, ids: known.map(({ id }) => id), ownIds: known.map(({ ownId }) => ownId) };
}

function applyTagEvent(entries: Map<string, RecordTags>, { op, tag, ids, ownIds }: TagEvent): void {
  for (const [at, id] of ids.entries()) {
    const record = { id, ownId: ownIds[at] ?? null };
    const key = JSON.stringify(record);
    const given = entries.get(key)?.tags ?? [];
    if (op === "add" && given.includes(tag)) continue;
    const tags = op === "add" ? [...given, tag] : given.filter((name) => name !== tag);
    if (tags.length === 0) entries.delete(key);
    else entries.set(key, { record, tags });
  }
}
