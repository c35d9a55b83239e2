import { jsonBytes, MAX_VIEW_BYTES } from "./bound-view.ts";
import { clipFeedRow } from "./feed-rows.ts";
import type { FeedRow } from "./panel-view.ts";

/** A row alone in its message fits with names of this length, whatever they are made of. */
const NAME_LENGTH_ALONE = 40;

/**
 * The first of the rows, as many as one message holds: all of usual ones, few of a hostile writer's, one at
 * least. Whoever wants the rest asks on from there.
 */
export function boundRows(rows: readonly FeedRow[]): readonly FeedRow[] {
  let bytes = 0;
  let count = 0;
  for (const row of rows) {
    // With the comma between two rows.
    bytes += jsonBytes(row) + 1;
    if (bytes > MAX_VIEW_BYTES) break;
    count += 1;
  }
  const [first] = rows;
  return count === 0 && first !== undefined ? [clipFeedRow(first, NAME_LENGTH_ALONE)] : rows.slice(0, count);
}
