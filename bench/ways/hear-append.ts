import { mkdtempSync, rmSync, watch, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { delaysOf, runAppender } from "./appender-process.ts";
import type { Outcome } from "./outcome.ts";

const LINE_FEED = 0x0a;
const BUFFER_BYTES = 64 * 1024;

/**
 * What nobody spares who reads what another process appends without blocking its own: from just before the write until
 * a watcher has told of it and the new bytes have been read, which is all that is done with them.
 */
export async function hearAppends(_path: string, appender: string): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), "empathy-bench-"));
  const path = join(folder, "llm_calls.jsonl");
  writeFileSync(path, "");
  const reader = new PlainReader(path);
  const watcher = watch(folder, () => reader.look());
  try {
    const writtenNs = await runAppender(appender, path);
    await reader.look();
    return { rows: writtenNs.length, columnBytes: 0, detail: delaysOf(writtenNs, reader.seenNs) };
  } finally {
    watcher.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Reads on, one look after the other. */
class PlainReader {
  readonly seenNs: bigint[] = [];
  readonly #path: string;
  readonly #buffer = new Uint8Array(BUFFER_BYTES);
  #offset = 0;
  #looks = Promise.resolve();

  constructor(path: string) {
    this.#path = path;
  }

  look(): Promise<void> {
    this.#looks = this.#looks.then(() => this.#read());
    return this.#looks;
  }

  async #read(): Promise<void> {
    const file = await open(this.#path, "r");
    try {
      const { bytesRead } = await file.read(this.#buffer, 0, BUFFER_BYTES, this.#offset);
      const nowNs = process.hrtime.bigint();
      for (const byte of this.#buffer.subarray(0, bytesRead)) if (byte === LINE_FEED) this.seenNs.push(nowNs);
      this.#offset += bytesRead;
    } finally {
      await file.close();
    }
  }
}
