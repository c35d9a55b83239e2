import { nanoToUsd } from "../records/money.ts";
import type { TelemetryDataset } from "../store/tables.ts";
import type { ChainNode } from "./run-detail.ts";
import type { RunEntries, RunEntry } from "./run-entries.ts";
import type { RunRow } from "./record-rows.ts";
import { KnownSum } from "./tally.ts";

/**
 * The chain of runs (`parent_run_id`) that a run belongs to: from its topmost ancestor, depth first,
 * children by time, each with the cost of itself and everything under it. A run that comes up again is
 * shown once more, marked as a cycle, and not entered. Empty for a run with neither parent nor child.
 */
export function readChain(
  dataset: TelemetryDataset,
  entries: RunEntries,
  start: RunEntry,
  readRow: (entry: RunEntry) => RunRow,
): readonly ChainNode[] {
  const links = new RunLinks(dataset, entries);
  const visits = walkDown(links, topmostOf(links, start));
  if (visits.length < 2) return [];
  const sums = sumUp(dataset, visits);
  return visits.map(({ entry, depth, isCycle }, index) => ({
    run: readRow(entry),
    depth,
    cumulativeCostUsd: isCycle ? null : (sums[index] ?? null),
    isCycle,
  }));
}

/** Parents and children among the counted runs. */
class RunLinks {
  readonly #dataset: TelemetryDataset;
  readonly #entries: RunEntries;
  readonly #children = new Map<string, RunEntry[]>();

  constructor(dataset: TelemetryDataset, entries: RunEntries) {
    this.#dataset = dataset;
    this.#entries = entries;
    for (const row of dataset.runOrder.get()) {
      const parent = dataset.runs.isSuperseded(row) ? null : dataset.runs.parentRunId(row);
      if (parent === null) continue;
      const siblings = this.#children.get(parent);
      if (siblings === undefined) this.#children.set(parent, [row]);
      else siblings.push(row);
    }
  }

  parentOf(entry: RunEntry): RunEntry | null {
    const parent = entry < 0 ? null : this.#dataset.runs.parentRunId(entry);
    if (parent === null) return null;
    const row = this.#dataset.runRow(parent);
    return row >= 0 ? row : this.#entries.entryOfRunId(parent);
  }

  childrenOf(entry: RunEntry): readonly RunEntry[] {
    const open = this.#entries.openRunOf(entry);
    const runId = open === null ? this.#dataset.runs.runId(entry) : open.runId;
    return runId === null ? [] : (this.#children.get(runId) ?? []);
  }
}

/** In a cycle there is no topmost run: the walk ends before it comes to a run again. */
function topmostOf(links: RunLinks, start: RunEntry): RunEntry {
  const seen = new Set<RunEntry>([start]);
  let top = start;
  for (let parent = links.parentOf(top); parent !== null && !seen.has(parent); parent = links.parentOf(top)) {
    seen.add(parent);
    top = parent;
  }
  return top;
}

interface Visit {
  readonly entry: RunEntry;
  readonly depth: number;
  readonly isCycle: boolean;
}

/** With a stack of its own: a chain may be longer than the language's. */
function walkDown(links: RunLinks, root: RunEntry): readonly Visit[] {
  const visits: Visit[] = [];
  const seen = new Set<RunEntry>();
  const pending: { readonly entry: RunEntry; readonly depth: number }[] = [{ entry: root, depth: 0 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { entry, depth } = next;
    const isCycle = seen.has(entry);
    visits.push({ entry, depth, isCycle });
    if (isCycle) continue;
    seen.add(entry);
    for (const child of links.childrenOf(entry).toReversed())
      pending.push({ entry: child, depth: depth + 1 });
  }
  return visits;
}

/** Descendants follow their ancestor: going backwards, each adds what it has gathered to the one above. */
function sumUp(dataset: TelemetryDataset, visits: readonly Visit[]): readonly (number | null)[] {
  const gathered: KnownSum[] = [];
  const sums: (number | null)[] = [];
  for (let index = visits.length - 1; index >= 0; index--) {
    const visit = visits[index];
    if (visit === undefined || visit.isCycle) continue;
    const sum = gathered[visit.depth] ?? new KnownSum();
    gathered.length = Math.min(gathered.length, visit.depth);
    if (visit.entry >= 0) sum.add(dataset.runs.costNano(visit.entry));
    const nano = sum.of(1);
    sums[index] = nano === null ? null : nanoToUsd(nano);
    if (visit.depth > 0) (gathered[visit.depth - 1] ??= new KnownSum()).addSum(sum);
  }
  return sums;
}
