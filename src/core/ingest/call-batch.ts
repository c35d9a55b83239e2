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
  /** Numbers that were given so far, from 0 on. */
  readonly textCount: number;
  readonly nameCount: number;
  /** Throws for a number that was never given. */
  names(combo: number): CallNames;
  text(number: number): string;
}

/** Bits of `CallBatch.flags`. Bits 0 and 1 are the success, as `packTriState` writes it. */
export interface BatchFlags {
  readonly user: number;
  /** `metadata` has the key `run_id`, whatever its value. */
  readonly runKey: number;
}

/** Words of `CallBatch.stretches`, as in `assembly/layout.ts`: four of the id, 1 if the id is a text, the first and the last call. */
export const STRETCH_WORDS = 8;

/** What is known of the words of a column, so that a store need not look at each. */
export interface WordBounds {
  readonly largest: number;
  /** Of those that are not 0; any number where all are. */
  readonly smallest: number;
  /** Some word is 0. */
  readonly hasMissing: boolean;
}

/** A number of each call. What stands behind the last call is of no meaning. */
export interface BatchColumn {
  readonly words: Uint32Array;
  /** null where the scanner did not look. */
  readonly bounds: WordBounds | null;
}

/** What a batch tells in one number each. */
export interface BatchCounts {
  /** Calls. */
  readonly count: number;
  readonly lonelyCount: number;
  readonly textIdCount: number;
  /** Pairs that are proposed. */
  readonly pairCount: number;
  /** Stretches are calls with the same run id, one after the other among those that have one. */
  readonly stretchCount: number;
  /** Latest of `atMs`; NaN in a batch of no calls. */
  readonly newestAtMs: number;
  /** Of the file, where the offsets of lines count from. */
  readonly baseOffset: number;
  /** Between every two lines stands one byte, their line feed. */
  readonly isDense: boolean;
}

/**
 * Consecutive calls of one file, in columns. All arrays are views that are valid during the call only, and longer
 * than `count`. Numbers are value + 1, with 0 for a missing one. Errors, breaker states and tags have no column:
 * a line that has some comes as a record.
 */
export interface CallBatch extends BatchCounts {
  readonly tables: BatchTables;
  readonly flagBits: BatchFlags;
  /** Epoch ms with its fraction, always known. */
  readonly atMs: Float64Array;
  readonly costNano: BatchColumn;
  readonly estimatedCostNano: BatchColumn;
  readonly inputTokens: BatchColumn;
  readonly outputTokens: BatchColumn;
  readonly latencyMs: BatchColumn;
  readonly retryCount: BatchColumn;
  /** From `baseOffset` on; not + 1. */
  readonly byteOffset: BatchColumn;
  readonly byteLength: BatchColumn;
  readonly combo: BatchColumn;
  readonly flags: Uint32Array;
  /** Four words each: a uuid's bits, or in the last word the number of a text. */
  readonly callId: Uint32Array;
  /** Success, fallback and the proposed twin, as `call-flags.ts` of the store reads them. */
  readonly storedFlags: BatchColumn;
  /** Twins proposed among the calls of the batch: twice the distance, + 1 backward; 0 = none. */
  readonly twin: Uint32Array;
  /** Calls that look like one of two lines and found no other: their places in the batch, ascending. */
  readonly lonely: Uint32Array;
  /** Calls whose id is no uuid: their places in the batch. */
  readonly textIds: Uint32Array;
  /** Number of a call's stretch; 0 = no run id. */
  readonly stretch: Uint32Array;
  /** Distance to the next call of the stretch; 0 = it is the last one. */
  readonly nextOfStretch: BatchColumn;
  readonly stretches: Uint32Array;
  /** Earliest and latest `atMs` of each stretch. */
  readonly stretchTimes: Float64Array;
}
