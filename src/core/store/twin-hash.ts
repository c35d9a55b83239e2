/** Places of the sketch of waiting lines. */
export const SKETCH_PLACES = 1024;

/** Place of a line's tokens and cost in the sketch. */
export function sketchPlace(inputTokens: number, estimatedCost: number): number {
  return (inputTokens ^ estimatedCost) & (SKETCH_PLACES - 1);
}

/** Hash of what twins share and calls seldom do. */
export function twinHash(combo: number, inputTokens: number, estimatedCost: number): number {
  const hash =
    Math.imul(Math.imul(combo, 0x9e_37_79_b1) ^ inputTokens, 0x85_eb_ca_6b) ^
    Math.imul(estimatedCost, 0xc2_b2_ae_35);
  return hash ^ (hash >>> 15);
}

const KIND_STEP = 8;

/** Combination, success (0 to 3) and side in one number. */
export function twinKind(combo: number, success: number, isSecond: boolean): number {
  return combo * KIND_STEP + success * 2 + (isSecond ? 1 : 0);
}

/** The combination in such a number. */
export function comboOfKind(kind: number): number {
  return Math.floor(kind / KIND_STEP);
}
