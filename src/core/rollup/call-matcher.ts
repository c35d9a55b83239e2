import type { CallColumns, CallCombo, TelemetryDataset } from "../store/tables.ts";
import { callRowsNaming, comboTable, shownTier } from "./call-scope.ts";
import { Choice, FACET_BITS } from "./facet-bits.ts";
import type { RecordFilter, RecordStatus, TelemetryQuery } from "./query.ts";
import { RecordIds } from "./record-ids.ts";
import { statusOfSuccess } from "./run-status.ts";
import { intersectWindows, WindowTest } from "./time-window.ts";
import { HiddenWorkflows } from "./workflow-glob.ts";

/** Beside `FACET_BITS`, of a combination: the query hides it, or it is of another stage. */
const IS_OUT = 128;

/**
 * A filter over calls, ready for many rows. Dimensions are decided once per combination; tags are only
 * read where the filter asks for some.
 */
export class CallMatcher {
  /** By combination: the facets' dimensions that it fails, and `IS_OUT`; 0 if its calls may match. */
  readonly bitsOfCombo: Uint8Array;
  readonly #calls: CallColumns;
  readonly #window: WindowTest;
  readonly #statuses: Choice;
  readonly #tags: Choice;
  readonly #rowsOfRun: ReadonlySet<number> | null;
  readonly #ids: RecordIds;
  readonly #mergesTwins: boolean;

  constructor(dataset: TelemetryDataset, query: TelemetryQuery, filter: RecordFilter) {
    const window = intersectWindows(query.window, filter.window);
    this.#calls = dataset.calls;
    this.#window = new WindowTest(window, query.nowMs);
    this.bitsOfCombo = comboTable(dataset, bitsOf(query, filter));
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

  /** Calls of a combination that may be candidates: none of another stage is. */
  isCandidateCombo(combo: number): boolean {
    return ((this.bitsOfCombo[combo] ?? IS_OUT) & IS_OUT) === 0;
  }

  acceptsStatus(status: RecordStatus): boolean {
    return this.#statuses.accepts(status);
  }

  matches(row: number): boolean {
    return this.matchesLine(row) && !this.isMergedAway(row);
  }

  /** As `matches`, whether or not the row's twin stands for it. The combination decides nearly always, so it is first. */
  matchesLine(row: number): boolean {
    return (
      this.bitsOfCombo[this.#calls.combo(row)] === 0 &&
      this.#isLineCandidate(row) &&
      this.#failedBitsOfRow(row) === 0
    );
  }

  /** A counted row that passes everything of the filter that no facet shows. */
  isCandidate(row: number): boolean {
    return (
      !this.isMergedAway(row) && this.isCandidateCombo(this.#calls.combo(row)) && this.#isLineCandidate(row)
    );
  }

  /** The facets' dimensions that a candidate fails, as `FACET_BITS`. */
  failedBits(row: number): number {
    return this.failedBitsOfCombo(this.#calls.combo(row)) | this.#failedBitsOfRow(row);
  }

  /** The same of all calls of a combination; more than `FACET_BITS` where none of them is a candidate. */
  failedBitsOfCombo(combo: number): number {
    return this.bitsOfCombo[combo] ?? IS_OUT;
  }

  /** A line that is no call of its own, because its twin stands for it. */
  isMergedAway(row: number): boolean {
    return this.#mergesTwins && this.#calls.isMergedAway(row);
  }

  tagsOf(row: number): readonly string[] {
    return this.#ids.tagsOfCall(row, this.#mergesTwins);
  }

  #isLineCandidate(row: number): boolean {
    return (
      this.#window.holds(this.#calls.atMs(row)) && (this.#rowsOfRun === null || this.#rowsOfRun.has(row))
    );
  }

  #failedBitsOfRow(row: number): number {
    let bits = 0;
    if (!this.#statuses.accepts(statusOfSuccess(this.#calls.success(row)))) bits |= FACET_BITS.status;
    if (!this.#tags.isAny && !this.#tags.acceptsAnyOf(this.tagsOf(row))) bits |= FACET_BITS.tag;
    return bits;
  }
}

function bitsOf(query: TelemetryQuery, filter: RecordFilter): (combo: CallCombo) => number {
  const hidden = new HiddenWorkflows(query.hiddenWorkflows);
  const stages = new Choice(filter.stages);
  const workflows = new Choice(filter.workflows);
  const providers = new Choice(filter.providers);
  const models = new Choice(filter.models);
  const tiers = new Choice(filter.tiers);
  return (combo) =>
    (hidden.hides(combo.workflow) || !stages.accepts(combo.step) ? IS_OUT : 0) |
    (workflows.accepts(combo.workflow) ? 0 : FACET_BITS.workflow) |
    (providers.accepts(combo.provider) ? 0 : FACET_BITS.provider) |
    (models.accepts(combo.model) ? 0 : FACET_BITS.model) |
    (tiers.accepts(shownTier(combo)) ? 0 : FACET_BITS.tier);
}
