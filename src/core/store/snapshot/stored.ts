import type { SectionReader } from "./section-reader.ts";
import type { SectionWriter } from "./section-writer.ts";

/** Something whose state goes into a snapshot and comes back from one. */
export interface Stored {
  /** Everything that later reading and appending depends on. */
  saveTo(to: SectionWriter): void;
  /** Only into a fresh one. What a look-up can make again is made again. */
  restoreFrom(from: SectionReader): void;
}

export type StoredParts = Readonly<Record<string, Stored>>;

export function saveParts(parts: StoredParts, to: SectionWriter): void {
  for (const [name, part] of Object.entries(parts)) part.saveTo(to.within(name));
}

export function restoreParts(parts: StoredParts, from: SectionReader): void {
  for (const [name, part] of Object.entries(parts)) part.restoreFrom(from.within(name));
}
