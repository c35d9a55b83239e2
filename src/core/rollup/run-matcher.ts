import type { TelemetryDataset } from "../store/tables.ts";
import { Choice, FACET_BITS } from "./facet-bits.ts";
import type { RecordFilter, RecordStatus, TelemetryQuery } from "./query.ts";
import { RecordIds } from "./record-ids.ts";
import type { RunEntry } from "./run-entries.ts";
import { joinedProviders, stageValues, tiersOfRun } from "./run-row.ts";
import { RunScope } from "./run-scope.ts";
import { aliveSinceMs, openRunStatus, statusOfSuccess } from "./run-status.ts";
import { intersectWindows } from "./time-window.ts";

const NO_VALUES: readonly string[] = [];

/** A filter over runs, with a line or without one, ready for many entries. */
export class RunMatcher {
  readonly #dataset: TelemetryDataset;
  readonly #scope: RunScope;
  readonly #ids: RecordIds;
  readonly #nowMs: number;
  readonly #aliveSinceMs: number;
  readonly #runId: string | null;
  readonly #stages: Choice;
  readonly #workflows: Choice;
  readonly #providers: Choice;
  readonly #models: Choice;
  readonly #tiers: Choice;
  readonly #statuses: Choice;
  readonly #tags: Choice;

  constructor(dataset: TelemetryDataset, query: TelemetryQuery, filter: RecordFilter) {
    const window = intersectWindows(query.window, filter.window);
    this.#dataset = dataset;
    this.#scope = new RunScope(dataset, { ...query, window });
    this.#aliveSinceMs = aliveSinceMs(dataset, query.nowMs);
    this.#ids = new RecordIds(dataset);
    this.#nowMs = query.nowMs;
    this.#runId = filter.runId;
    this.#stages = new Choice(filter.stages);
    this.#workflows = new Choice(filter.workflows);
    this.#providers = new Choice(filter.providers);
    this.#models = new Choice(filter.models);
    this.#tiers = new Choice(filter.tiers);
    this.#statuses = new Choice(filter.statuses);
    this.#tags = new Choice(filter.tags);
  }

  matches(entry: RunEntry): boolean {
    return this.isCandidate(entry) && this.failedBits(entry) === 0;
  }

  /** A shown run that passes everything of the filter that no facet shows. */
  isCandidate(entry: RunEntry): boolean {
    const isSuperseded = entry >= 0 && this.#dataset.runs.isSuperseded(entry);
    return !isSuperseded && this.isLineCandidate(entry);
  }

  /** As `isCandidate`, of a superseded line too. */
  isLineCandidate(entry: RunEntry): boolean {
    const { open } = this.#dataset;
    if (!(entry < 0 ? this.#scope.shows(open, -1 - entry) : this.#scope.covers(entry))) return false;
    if (this.#runId !== null && this.#runIdOf(entry) !== this.#runId) return false;
    return this.#stages.isAny || this.#hasStage(entry);
  }

  /** The facets' dimensions that a run fails, as `FACET_BITS`. */
  failedBits(entry: RunEntry): number {
    return (
      (this.#workflows.isAny || this.#workflows.accepts(this.workflowOf(entry)) ? 0 : FACET_BITS.workflow) |
      (this.#providers.isAny || this.#acceptsProviders(entry) ? 0 : FACET_BITS.provider) |
      (this.#models.isAny || this.#models.acceptsAnyOf(this.modelsOf(entry)) ? 0 : FACET_BITS.model) |
      (this.#tiers.isAny || this.#tiers.acceptsAnyOf(this.tiersOf(entry)) ? 0 : FACET_BITS.tier) |
      (this.#statuses.isAny || this.#statuses.accepts(this.statusOf(entry)) ? 0 : FACET_BITS.status) |
      (this.#tags.isAny || this.#tags.acceptsAnyOf(this.tagsOf(entry)) ? 0 : FACET_BITS.tag)
    );
  }

  workflowOf(entry: RunEntry): string | null {
    const { runs, open } = this.#dataset;
    return entry < 0 ? open.workflow(-1 - entry) : runs.workflow(entry);
  }

  providersOf(entry: RunEntry): readonly string[] {
    return entry < 0 ? NO_VALUES : this.#dataset.runs.providers(entry);
  }

  modelsOf(entry: RunEntry): readonly string[] {
    return entry < 0 ? NO_VALUES : stageValues(this.#dataset, entry, (stages, stage) => stages.model(stage));
  }

  tiersOf(entry: RunEntry): readonly string[] {
    return entry < 0 ? NO_VALUES : tiersOfRun(this.#dataset, entry);
  }

  statusOf(entry: RunEntry): RecordStatus {
    if (entry < 0) {
      // One that nothing was heard of for so long is not looked at closely: there may be very many.
      if (!(this.#dataset.open.lastAtMs(-1 - entry) > this.#aliveSinceMs)) return "incomplete";
      return openRunStatus(this.#dataset, this.#dataset.open.get(-1 - entry), this.#nowMs);
    }
    return statusOfSuccess(this.#dataset.runs.success(entry));
  }

  tagsOf(entry: RunEntry): readonly string[] {
    if (entry >= 0) return this.#ids.tagsOfRun(entry);
    return this.#dataset.hasUserTags ? this.#dataset.userTags(`run:${this.#runIdOf(entry)}`) : NO_VALUES;
  }

  /** By one of its providers, or by all of them as the breakdown joins them. */
  #acceptsProviders(entry: RunEntry): boolean {
    const providers = this.providersOf(entry);
    return this.#providers.acceptsAnyOf(providers) || this.#providers.accepts(joinedProviders(providers));
  }

  #runIdOf(entry: RunEntry): string | null {
    const { runs, open } = this.#dataset;
    return entry < 0 ? open.get(-1 - entry).runId : runs.runId(entry);
  }

  /** A skipped stage counts: the run has it. */
  #hasStage(entry: RunEntry): boolean {
    if (entry < 0) return false;
    const { runs, stages } = this.#dataset;
    const first = runs.firstStage(entry);
    for (let stage = first; stage < first + runs.stageCount(entry); stage++) {
      if (this.#stages.accepts(stages.name(stage))) return true;
    }
    return false;
  }
}
