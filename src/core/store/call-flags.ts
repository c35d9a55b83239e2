/*
 * What the store keeps of a call in one byte. Bits 0-1: success, 2-3: fallback used, as `packTriState` writes them;
 * bit 4: the second line of a merged pair; bits 5-7: where the other line is. The scanner stages the same bits.
 */

export const FALLBACK_SHIFT = 2;
/** The second line of a pair whose first one stands for it. */
export const MERGED_AWAY = 16;
const TWIN_SHIFT = 5;
/** Twins are neighbours; one that is further away stands in a list of its own. */
const NEAR_ROWS = 3;
const FAR = 7;
/** Flags with a twin are no less, those without one are less. */
export const LEAST_TWIN_BITS = 1 << TWIN_SHIFT;
/** Stands for how far a twin is away that stands in the list: a whole number, for passes over many rows. */
export const FAR_ROWS = 1 << 24;
/** All bits that linking sets. */
export const LINK_BITS = MERGED_AWAY | (FAR << TWIN_SHIFT);

/** The bits that say where a twin is, so many rows ahead (behind, if negative). */
export function twinBits(distance: number): number {
  if (distance > NEAR_ROWS || distance < -NEAR_ROWS) return FAR << TWIN_SHIFT;
  return (distance > 0 ? distance : NEAR_ROWS - distance) << TWIN_SHIFT;
}

/** Rows to the twin; 0 where there is none, `FAR_ROWS` where it is far away. */
export function twinDistanceOf(flags: number): number {
  const code = flags >>> TWIN_SHIFT;
  if (code === FAR) return FAR_ROWS;
  return code > NEAR_ROWS ? NEAR_ROWS - code : code;
}
