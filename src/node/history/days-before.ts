import type { ReadDays } from "./read-archived-days.ts";

/** The days that were archived before then, epoch ms: what was archived since is still among the records read. */
export function daysBefore(read: ReadDays, startedAtMs: number): ReadDays {
  const days = read.days.filter(({ archivedAtMs }) => archivedAtMs === null || archivedAtMs < startedAtMs);
  return { ...read, days };
}
