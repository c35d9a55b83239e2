/** Buckets of one doubling: neighbouring ones differ by 2.2 %. */
const BUCKETS_PER_OCTAVE = 32;
/** Bucket 1 ends just above 2^-10 ms; 0 holds what is not above zero. */
const OCTAVES_BELOW_ONE = 10;
/** 2^38 ms are nine years. */
const LAST_BUCKET = (OCTAVES_BELOW_ONE + 38) * BUCKETS_PER_OCTAVE;

/** Number of the logarithmic bucket of a duration, 0 to 1536. */
export function bucketOfMs(durationMs: number): number {
  if (!(durationMs > 0)) return 0;
  const bucket = Math.floor((Math.log2(durationMs) + OCTAVES_BELOW_ONE) * BUCKETS_PER_OCTAVE) + 1;
  return Math.min(LAST_BUCKET, Math.max(1, bucket));
}

/** The middle of a bucket, by ratio, ms: at most 1.1 % from any duration in it. */
export function middleOfBucketMs(bucket: number): number {
  return bucket === 0 ? 0 : 2 ** ((bucket - 0.5) / BUCKETS_PER_OCTAVE - OCTAVES_BELOW_ONE);
}
