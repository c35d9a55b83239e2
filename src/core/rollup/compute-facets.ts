import type { CallCombo, TelemetryDataset } from "../store/tables.ts";
import { CallMatcher } from "./call-matcher.ts";
import { acceptedOf, taggedCallRows, visitStatusCounts } from "./count-calls.ts";
import { shownTier } from "./call-scope.ts";
import { FACET_BITS } from "./facet-bits.ts";
import type { Facet, FacetName } from "./facets.ts";
import { NONE_KEY } from "./query.ts";
import type { RecordFilter, TelemetryQuery } from "./query.ts";
import { RunEntries } from "./run-entries.ts";
import type { RunEntry } from "./run-entries.ts";
import { RunMatcher } from "./run-matcher.ts";
import { statusOfSuccess } from "./run-status.ts";

const MAX_VALUES = 20;
const NAMES: readonly FacetName[] = ["workflow", "provider", "model", "tier", "status", "tag"];

/**
 * How many records each value would leave, beside what the other facets are narrowed to; a facet's own
 * choice does not narrow it. A run with several models counts under each of them, once. What is not
 * reported counts under `(none)`, except that a record without tags counts under no tag.
 */
export function computeFacets(
  dataset: TelemetryDataset,
  query: TelemetryQuery,
  filter: RecordFilter,
  recordKind: "call" | "run",
): readonly Facet[] {
  const counts = new FacetCounts();
  if (recordKind === "call") countCalls(dataset, query, filter, counts);
  else countRuns(dataset, query, filter, counts);
  return counts.facets();
}

class FacetCounts {
  readonly #counts: Readonly<Record<FacetName, Map<string, number>>> = {
    workflow: new Map(),
    provider: new Map(),
    model: new Map(),
    tier: new Map(),
    status: new Map(),
    tag: new Map(),
  };

  add(name: FacetName, value: string | null, count = 1): void {
    const key = value ?? NONE_KEY;
    const counts = this.#counts[name];
    counts.set(key, (counts.get(key) ?? 0) + count);
  }

  addAll(name: FacetName, values: readonly string[]): void {
    if (values.length === 0) return;
    for (const value of new Set(values)) this.add(name, value);
  }

  facets(): readonly Facet[] {
    return NAMES.map((name) => {
      const sorted = [...this.#counts[name]]
        .map(([value, count]) => ({ value, count }))
        .toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
      const otherCount = sorted.slice(MAX_VALUES).reduce((sum, { count }) => sum + count, 0);
      return { name, values: sorted.slice(0, MAX_VALUES), otherCount };
    });
  }
}

/** A record is in a facet when it fails nothing, or nothing but the facet's own choice. */
function isInFacet(failedBits: number, name: FacetName): boolean {
  return (failedBits & ~FACET_BITS[name]) === 0;
}

const COMBO_VALUES: readonly {
  readonly name: FacetName;
  readonly valueOf: (combo: CallCombo) => string | null;
}[] = [
  { name: "workflow", valueOf: (combo) => combo.workflow },
  { name: "provider", valueOf: (combo) => combo.provider },
  { name: "model", valueOf: (combo) => combo.model },
  { name: "tier", valueOf: shownTier },
];

function countCalls(
  dataset: TelemetryDataset,
  query: TelemetryQuery,
  filter: RecordFilter,
  counts: FacetCounts,
): void {
  const matcher = new CallMatcher(dataset, query, filter);
  if (matcher.isAnsweredBySums) countSums(dataset, query, filter, matcher, counts);
  else countCallRows(dataset, matcher, counts);
}

/** Rows are asked for their tags only, and only those that have some. */
function countSums(
  dataset: TelemetryDataset,
  query: TelemetryQuery,
  filter: RecordFilter,
  matcher: CallMatcher,
  counts: FacetCounts,
): void {
  visitStatusCounts(dataset, query, filter, matcher, (combo, statuses) => {
    addCombo(dataset, matcher, combo, acceptedOf(statuses, matcher), counts);
    if (matcher.failedBitsOfCombo(combo) !== 0) return;
    const { success, error, unknown } = statuses;
    for (const [status, count] of Object.entries({ success, error, unknown })) {
      if (count > 0) counts.add("status", status, count);
    }
  });
  for (const row of taggedCallRows(dataset, query.mergeTwins)) {
    if (matcher.matches(row)) counts.addAll("tag", matcher.tagsOf(row));
  }
}

/** Rows are counted by combination; dimensions are then added up from combinations, not from rows. */
function countCallRows(dataset: TelemetryDataset, matcher: CallMatcher, counts: FacetCounts): void {
  const { calls, combos } = dataset;
  const perCombo = new Float64Array(combos.count);
  for (let row = 0; row < calls.count; row++) {
    if (!matcher.isCandidate(row)) continue;
    const combo = calls.combo(row);
    const comboBits = matcher.failedBitsOfCombo(combo);
    const rowBits = matcher.failedBits(row) & ~comboBits;
    if (rowBits === 0) perCombo[combo] = (perCombo[combo] ?? 0) + 1;
    if (comboBits !== 0) continue;
    if (isInFacet(rowBits, "status")) counts.add("status", statusOfSuccess(calls.success(row)));
    if (isInFacet(rowBits, "tag")) counts.addAll("tag", matcher.tagsOf(row));
  }
  perCombo.forEach((count, combo) => addCombo(dataset, matcher, combo, count, counts));
}

function addCombo(
  { combos }: TelemetryDataset,
  matcher: CallMatcher,
  combo: number,
  count: number,
  counts: FacetCounts,
): void {
  if (count === 0) return;
  const bits = matcher.failedBitsOfCombo(combo);
  for (const { name, valueOf } of COMBO_VALUES) {
    if (isInFacet(bits, name)) counts.add(name, valueOf(combos.get(combo)), count);
  }
}

function countRuns(
  dataset: TelemetryDataset,
  query: TelemetryQuery,
  filter: RecordFilter,
  counts: FacetCounts,
): void {
  const entries = new RunEntries(dataset);
  const matcher = new RunMatcher(dataset, query, filter);
  const addKnown = (name: FacetName, values: readonly string[]) => {
    if (values.length === 0) counts.add(name, null);
    else counts.addAll(name, values);
  };
  const count = (entry: RunEntry) => {
    if (!matcher.isCandidate(entry)) return;
    const bits = matcher.failedBits(entry);
    if (isInFacet(bits, "workflow")) counts.add("workflow", matcher.workflowOf(entry));
    if (isInFacet(bits, "provider")) addKnown("provider", matcher.providersOf(entry));
    if (isInFacet(bits, "model")) addKnown("model", matcher.modelsOf(entry));
    if (isInFacet(bits, "tier")) addKnown("tier", matcher.tiersOf(entry));
    if (isInFacet(bits, "status")) counts.add("status", matcher.statusOf(entry));
    if (isInFacet(bits, "tag")) counts.addAll("tag", matcher.tagsOf(entry));
  };
  for (const entry of entries.inTimeOrder()) count(entry);
}
