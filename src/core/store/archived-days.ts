/** An exact sum: `low` + `carried` * 2^53. `reports` records report the field. */
export interface SumParts {
  readonly low: number;
  readonly carried: number;
  readonly reports: number;
}

/** What is counted of a group of records, as it is kept when the records are gone. */
export interface TallyParts {
  readonly count: number;
  readonly failed: number;
  readonly succeeded: number;
  /** Records with tokens, and those of them whose output is 0: whether input and output were recorded apart. */
  readonly withTokens: number;
  readonly withoutOutput: number;
  /** Integer nano-dollars. */
  readonly costNano: SumParts;
  readonly savingsNano: SumParts;
  readonly tokens: SumParts;
  readonly inputTokens: SumParts;
  readonly outputTokens: SumParts;
}

/** Durations: exact count, sum and maximum in whole microseconds; the rest by logarithmic buckets. */
export interface DurationParts {
  readonly sumUs: SumParts;
  /** 0 without any. */
  readonly maxUs: number;
  /** Bucket number and how many are in it; ascending, without empty ones. */
  readonly buckets: readonly (readonly [bucket: number, count: number])[];
}

export interface CallSums {
  readonly tally: TallyParts;
  readonly latency: DurationParts;
  readonly withRunId: number;
  readonly linkedToRun: number;
}

/** Calls of one day that share these. */
export interface CallCell {
  readonly workflow: string | null;
  readonly provider: string | null;
  readonly tier: string | null;
  readonly requestedTier: string | null;
  readonly model: string | null;
  /** Twins counted once. */
  readonly merged: CallSums;
  /** Every line counted; null where that is the same. */
  readonly raw: CallSums | null;
}

export interface RunCell {
  readonly workflow: string | null;
  /** Several are joined by " + ". */
  readonly provider: string | null;
  readonly tally: TallyParts;
  readonly baselineCostNano: SumParts;
  readonly duration: DurationParts;
}

/** Stages of runs; all null but the workflow also holds what the runs cost more or less than their stages. */
export interface StageCell {
  readonly workflow: string | null;
  readonly stage: string | null;
  readonly tier: string | null;
  readonly model: string | null;
  readonly tally: TallyParts;
  readonly duration: DurationParts;
}

/** Sums of one calendar day. Several of the same day add up. */
export interface DaySums {
  /** `YYYY-MM-DD` in `timeZone`, or `(none)` for records without a usable time. */
  readonly day: string;
  readonly timeZone: string;
  readonly calls: readonly CallCell[];
  readonly runs: readonly RunCell[];
  readonly stages: readonly StageCell[];
}

/** What is known of records that are no longer in the files that are read. */
export interface ArchivedDays {
  readonly days: readonly DaySums[];
  /** Files of such days that cannot be used: labels, with what is wrong. */
  readonly damaged: readonly { readonly path: string; readonly reason: string }[];
}

export const NO_ARCHIVED_DAYS = { days: [], damaged: [] } as const satisfies ArchivedDays;
