/** Anything that knows how many bytes its typed arrays take. */
export interface Sized {
  readonly sizeBytes: number;
}

/** Bytes of several columns together. */
export function totalSizeBytes(parts: readonly Sized[]): number {
  return parts.reduce((total, part) => total + part.sizeBytes, 0);
}
