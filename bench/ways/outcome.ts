/** What a measured program has done, besides the time it took. */
export interface Outcome {
  readonly rows: number;
  /** Bytes that the columns of calls reserve; 0 where there are none. */
  readonly columnBytes: number;
  /** Further figures, by name. */
  readonly detail: Readonly<Record<string, number>>;
}

/** The clock of the records: after the last line of every benchmark file. */
export const NOW_MS = Date.UTC(2026, 10, 20);
export const CHUNK_BYTES = 256 * 1024;
