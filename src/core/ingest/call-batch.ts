/** The texts of a call that a dashboard groups by. */
export interface CallNames {
  readonly workflow: string | null;
  readonly step: string | null;
  readonly taskType: string | null;
  readonly provider: string | null;
  readonly tier: string | null;
  readonly requestedTier: string | null;
  readonly model: string | null;
}

/**
 * What the numbers of a batch mean. A number means the same in every batch that has the same tables, so that a
 * store may keep what it made of one.
 */
export interface BatchTables {
  /** Throws for a number that was never given. */
  names(combo: number): CallNames;
  text(number: number): string;
}

/** Bits of `CallBatch.flags`. Bits 0-3 are success and fallback, as `packTriState` writes them. */
export interface BatchFlags {
  readonly user: number;
  /** `metadata` has the key `run_id`, whatever its value. */
  readonly runKey: number;
  readonly runUuid: number;
  readonly runText: number;
  /** The call's id is no uuid. */
  readonly callText: number;
}

/** The bits that go into the store as they are. */
export const STORED_FLAGS = 0b1111;

/**
 * Consecutive calls of one file, in columns. All arrays are views that are valid during the call only, and longer
 * than `count`. Numbers are value + 1, with 0 for a missing one. Errors, breaker states and tags have no column:
 * a line that has some comes as a record.
 */
export interface CallBatch {
  readonly count: number;
  readonly tables: BatchTables;
  readonly flagBits: BatchFlags;
  /** Epoch ms with its fraction, always known. */
  readonly atMs: Float64Array;
  readonly costNano: Uint32Array;
  readonly estimatedCostNano: Uint32Array;
  readonly inputTokens: Uint32Array;
  readonly outputTokens: Uint32Array;
  readonly latencyMs: Uint32Array;
  readonly retryCount: Uint32Array;
  /** From `baseOffset` on; not + 1. */
  readonly byteOffset: Uint32Array;
  readonly baseOffset: number;
  /** Not + 1. */
  readonly byteLength: Uint32Array;
  /** Not + 1. */
  readonly combo: Uint32Array;
  readonly flags: Uint32Array;
  /** Four words each: a uuid's bits, or in the last word the number of a text. */
  readonly callId: Uint32Array;
  readonly runId: Uint32Array;
}
