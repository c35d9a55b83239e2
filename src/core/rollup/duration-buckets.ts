/** Buckets of durations: whole milliseconds below 64, then 32 of equal width in each doubling, and one from 2^32 on. */
export const DURATION_BUCKETS = 897;

/** Monotone. What is below 1 ms is in bucket 0. */
export function bucketOfMs(durationMs: number): number {
  if (!(durationMs >= 1)) return 0;
  if (durationMs >= 2 ** 32) return DURATION_BUCKETS - 1;
  const whole = durationMs >>> 0;
  const octave = 31 - Math.clz32(whole);
  return octave < 6 ? whole : (octave - 4) * 32 + ((whole >>> (octave - 5)) & 31);
}

/** What stands for any duration of a bucket, ms: at most 1.6 % from it, or 1 ms below 64 ms. */
export function middleOfBucketMs(bucket: number): number {
  if (bucket < 64) return bucket;
  const octave = (bucket >>> 5) + 4;
  return 2 ** octave * (1 + ((bucket & 31) + 0.5) / 32);
}
