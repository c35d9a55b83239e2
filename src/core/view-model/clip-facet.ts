import type { Facet } from "../rollup/facets.ts";
import { clipName, MAX_NAME_LENGTH } from "./clip-rows.ts";

/**
 * A facet with names of bounded length. Names that look the same when clipped are one value: choosing it
 * chooses them all.
 */
export function clipFacet(facet: Facet, maxLength = MAX_NAME_LENGTH): Facet {
  const counts = new Map<string, number>();
  for (const { value, count } of facet.values) {
    const clipped = clipName(value, maxLength);
    counts.set(clipped, (counts.get(clipped) ?? 0) + count);
  }
  const values = Array.from(counts, ([value, count]) => ({ value, count }));
  return { ...facet, values: values.toSorted((a, b) => b.count - a.count) };
}
