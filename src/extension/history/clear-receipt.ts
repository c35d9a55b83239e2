import * as v from "valibot";
import type * as vscode from "vscode";
import type { ArchiveResult } from "../../node/archive.ts";

const KEY = "history.lastClear";

const schema = v.array(
  v.object({
    archivePath: v.string(),
    files: v.array(
      v.object({
        name: v.string(),
        archivedPath: v.string(),
        originalPath: v.string(),
        sizeBytes: v.number(),
      }),
    ),
    unmoved: v.array(v.object({ name: v.string(), reason: v.string() })),
  }),
);

/** What the last clear moved and where to: kept over reloads, until it is undone or cleared again. */
export class ClearReceipt {
  readonly #memory: vscode.Memento;

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
  }

  /** Empty when there is nothing to undo. */
  read(): readonly ArchiveResult[] {
    const parsed = v.safeParse(schema, this.#memory.get<unknown>(KEY));
    return parsed.success ? parsed.output : [];
  }

  async write(results: readonly ArchiveResult[]): Promise<void> {
    await this.#memory.update(KEY, results.length === 0 ? undefined : results);
  }
}
