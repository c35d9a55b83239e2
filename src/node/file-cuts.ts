import type { CheckOutcome, TrackedFile } from "./tracked-file.ts";

/**
 * Remembers, across generations, when files lost bytes that had been read while they stayed the same file. Where a
 * rotation copies and cuts, what was written between the two is lost, and only this tells of it.
 */
export class FileCuts {
  readonly #atMs = new Map<string, number>();

  /** Epoch ms of the last cut of the file at a path; null when none was seen. */
  at(path: string): number | null {
    return this.#atMs.get(path) ?? null;
  }

  /** Takes note of what a look at a file has found. `nowMs`: epoch ms. */
  note({ path, ref }: TrackedFile, outcome: CheckOutcome, nowMs: number): void {
    if (outcome.kind !== "replaced" || !outcome.isSameFile || ref.kind === "overlap") return;
    if (outcome.reason === "shrunk" || outcome.reason === "content") this.#atMs.set(path, nowMs);
  }
}
