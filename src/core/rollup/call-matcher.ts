import type { CallCombo, TelemetryDataset } from "../store/tables.ts";
import { callRowsNaming, CallScope, comboTable, shownTier } from "./call-scope.ts";
import { Choice, FACET_BITS } from "./facet-bits.ts";
import type { RecordFilter, RecordStatus, TelemetryQuery } from "./query.ts";
import { RecordIds } from "./record-ids.ts";
import { statusOfSuccess } from "./run-status.ts";
import { intersectWindows } from "./time-window.ts";

/**
 * A filter over calls, ready for many rows. Dimensions are decided once per combination; tags are only
 * read where the filter asks for some.
 */
export class CallMatcher {
  readonly #dataset: TelemetryDataset;
  readonly #scope: CallScope;
  readonly #isStage: Uint8Array;
  readonly #failedByCombo: Uint8Array;
  readonly #statuses: Choice;
  readonly #tags: Choice;
  readonly #rowsOfRun: ReadonlySet<number> | null;
  readonly #ids: RecordIds;
  readonly #mergesTwins: boolean;

  constructor(dataset: TelemetryDataset, query: TelemetryQuery, filter: RecordFilter) {
    const window = intersectWindows(query.window, filter.window);
    const stages = new Choice(filter.stages);
    this.#dataset = dataset;
    this.#scope = new CallScope(dataset, { ...query, window });
    this.#isStage = comboTable(dataset, (combo) => (stages.accepts(combo.step) ? 1 : 0));
    this.#failedByCombo = comboTable(dataset, failedBitsOf(filter));
    this.#statuses = new Choice(filter.statuses);
    this.#tags = new Choice(filter.tags);
    this.#rowsOfRun = filter.runId === null ? null : new Set(callRowsNaming(dataset, query, filter.runId));
    this.#ids = new RecordIds(dataset);
    this.#mergesTwins = query.mergeTwins;
  }

  /** Nothing but combinations, statuses and time decide: no row has to be asked. */
  get isAnsweredBySums(): boolean {
    return this.#tags.isAny && this.#rowsOfRun === null;
  }

  /** Calls of a combination that may pass: none of another stage does. */
  isStage(combo: number): boolean {
    return this.#isStage[combo] === 1;
  }

  acceptsStatus(status: RecordStatus): boolean {
    return this.#statuses.accepts(status);
  }

  matches(row: number): boolean {
    return this.isCandidate(row) && this.failedBits(row) === 0;
  }

  /** A counted row that passes everything of the filter that no facet shows. */
  isCandidate(row: number): boolean {
    return !this.#scope.isMergedAway(row) && this.isLineCandidate(row);
  }

  /** As `isCandidate`, whether or not the row's twin stands for it. */
  isLineCandidate(row: number): boolean {
    if (this.#isStage[this.#dataset.calls.combo(row)] === 0 || !this.#scope.covers(row)) return false;
    return this.#rowsOfRun === null || this.#rowsOfRun.has(row);
  }

  /** The facets' dimensions that a row fails, as `FACET_BITS`. */
  failedBits(row: number): number {
    const { calls } = this.#dataset;
    let bits = this.#failedByCombo[calls.combo(row)] ?? 0;
    if (!this.#statuses.accepts(statusOfSuccess(calls.success(row)))) bits |= FACET_BITS.status;
    if (!this.#tags.isAny && !this.#tags.acceptsAnyOf(this.tagsOf(row))) bits |= FACET_BITS.tag;
    return bits;
  }

  failedBitsOfCombo(combo: number): number {
    return this.#failedByCombo[combo] ?? 0;
  }

  tagsOf(row: number): readonly string[] {
    return this.#ids.tagsOfCall(row, this.#mergesTwins);
  }
}

function failedBitsOf(filter: RecordFilter): (combo: CallCombo) => number {
  const workflows = new Choice(filter.workflows);
  const providers = new Choice(filter.providers);
  const models = new Choice(filter.models);
  const tiers = new Choice(filter.tiers);
  return (combo) =>
    (workflows.accepts(combo.workflow) ? 0 : FACET_BITS.workflow) |
    (providers.accepts(combo.provider) ? 0 : FACET_BITS.provider) |
    (models.accepts(combo.model) ? 0 : FACET_BITS.model) |
    (tiers.accepts(shownTier(combo)) ? 0 : FACET_BITS.tier);
}
