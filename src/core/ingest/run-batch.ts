import type { BatchColumn, BatchTables } from "./call-batch.ts";

/** Stages of the runs of a batch, one after the other. Numbers are value + 1. */
export interface StageBatch {
  readonly count: number;
  /** Numbers of texts, + 1; 0 = none. So are the reason and the error. */
  readonly name: Uint32Array;
  readonly tier: Uint32Array;
  readonly model: Uint32Array;
  readonly costNano: Float64Array;
  readonly inputTokens: BatchColumn;
  readonly outputTokens: BatchColumn;
  readonly latencyMs: BatchColumn;
  /** What the store keeps: success, and whether the stage was skipped. */
  readonly flags: BatchColumn;
  readonly skipReason: Uint32Array;
  readonly error: Uint32Array;
}

/**
 * Consecutive runs of one file, in columns that are valid during the call only and longer than `count`. Words are
 * value + 1, texts the number of a text + 1; 0 is missing. Doubles are NaN where missing. Metadata, a user or
 * session, tags and parents have no column: a line that has some comes as a record.
 */
export interface RunBatch {
  readonly count: number;
  readonly tables: BatchTables;
  readonly startedAtMs: Float64Array;
  readonly completedAtMs: Float64Array;
  readonly costNano: Float64Array;
  readonly baselineCostNano: Float64Array;
  readonly savingsNano: Float64Array;
  readonly inputTokens: BatchColumn;
  readonly outputTokens: BatchColumn;
  readonly durationMs: BatchColumn;
  /** From `baseOffset` on; not + 1. */
  readonly byteOffset: BatchColumn;
  readonly baseOffset: number;
  /** Between every two lines stands one byte, their line feed. */
  readonly isDense: boolean;
  readonly byteLength: BatchColumn;
  readonly workflow: Uint32Array;
  readonly error: Uint32Array;
  readonly trigger: Uint32Array;
  readonly project: Uint32Array;
  /** As `packTriState` writes it. */
  readonly success: BatchColumn;
  /** Texts of JSON lists of strings. */
  readonly providers: Uint32Array;
  readonly tiers: Uint32Array;
  readonly stageCount: BatchColumn;
  /** Four words each: a uuid's bits. */
  readonly runId: Uint32Array;
  readonly stages: StageBatch;
}
