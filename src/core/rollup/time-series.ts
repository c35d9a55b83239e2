export type BucketUnit = "hour" | "day" | "week" | "month";

/** One bucket of the shown zone's calendar; an hour or day may be longer or shorter at a DST change. */
export interface TimeBucket {
  readonly fromMs: number;
  readonly toMs: number;
  readonly count: number;
  readonly failed: number;
  /** `null` when records exist and none reports a cost. */
  readonly costUsd: number | null;
  /** The largest parts of the bucket, for the tooltip. */
  readonly top: readonly { readonly key: string; readonly costUsd: number }[];
  /** The bucket that "now" falls into: still filling. */
  readonly isPartial: boolean;
  /** Days whose records are archived are in it: counted, but there are no rows of them. */
  readonly hasArchived?: true;
}

export interface TimeSeries {
  readonly unit: BucketUnit;
  readonly buckets: readonly TimeBucket[];
  /**
   * Records without a usable time, and archived days that are longer than a bucket: in the total, in no bucket.
   */
  readonly outside: {
    readonly count: number;
    readonly costUsd: number | null;
    readonly hasArchived?: true;
  };
}
