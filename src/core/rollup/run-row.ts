import type { OpenRun, StageColumns, TelemetryDataset } from "../store/tables.ts";
import type { TelemetryQuery } from "./query.ts";
import type { RunRow } from "./record-rows.ts";
import { RecordIds } from "./record-ids.ts";
import { openRunStatus, statusOfSuccess } from "./run-status.ts";
import { addKnown, reported, reportedUsd } from "./tally.ts";

/** A stage that calls a model takes longer than this; most stages never call one. */
const SHORTEST_MODEL_CALL_MS = 50;

/** Makes the rows that people see; only for the few that are shown or exported. */
export class RunRowReader {
  readonly #dataset: TelemetryDataset;
  readonly #ids: RecordIds;
  readonly #nowMs: number;

  constructor(dataset: TelemetryDataset, query: TelemetryQuery) {
    this.#dataset = dataset;
    this.#ids = new RecordIds(dataset);
    this.#nowMs = query.nowMs;
  }

  read(row: number): RunRow {
    const { runs } = this.#dataset;
    return {
      id: this.#ids.runId(row),
      runId: runs.runId(row),
      atMs: reported(runs.atMs(row)),
      startedAtMs: reported(runs.startedAtMs(row)),
      completedAtMs: reported(runs.completedAtMs(row)),
      workflow: runs.workflow(row),
      status: statusOfSuccess(runs.success(row)),
      costUsd: reportedUsd(runs.costNano(row)),
      baselineCostUsd: reportedUsd(runs.baselineCostNano(row)),
      savingsUsd: reportedUsd(runs.savingsNano(row)),
      durationMs: reported(runs.durationMs(row)),
      inputTokens: reported(runs.inputTokens(row)),
      outputTokens: reported(runs.outputTokens(row)),
      tokens: reported(addKnown(runs.inputTokens(row), runs.outputTokens(row))),
      stageCount: runs.stageCount(row),
      skippedStageCount: countSkippedStages(this.#dataset, row),
      providers: runs.providers(row),
      tiers: tiersOfRun(this.#dataset, row),
      error: runs.error(row),
      trigger: runs.trigger(row),
      project: runs.project(row),
      parentRunId: runs.parentRunId(row),
      tags: this.#ids.tagsOfRun(row),
      hasNoModelCall: hasNoModelCall(this.#dataset, row),
    };
  }

  /** A run without a line: what is known of it comes from routing and from its calls. */
  readOpen(open: OpenRun): RunRow {
    return {
      id: `run:${open.runId}`,
      runId: open.runId,
      atMs: reported(open.firstAtMs),
      startedAtMs: open.routing?.startedAtMs ?? reported(open.firstAtMs),
      completedAtMs: open.routing?.completedAtMs ?? null,
      workflow: open.workflow,
      status: openRunStatus(this.#dataset, open, this.#nowMs),
      costUsd: null,
      baselineCostUsd: null,
      savingsUsd: null,
      durationMs: null,
      inputTokens: null,
      outputTokens: null,
      tokens: null,
      stageCount: null,
      skippedStageCount: null,
      providers: [],
      tiers: [],
      error: open.routing?.errorMessage ?? null,
      trigger: null,
      project: null,
      parentRunId: null,
      tags: this.#dataset.userTags(`run:${open.runId}`),
      hasNoModelCall: null,
    };
  }
}

/** As the run lists them; of a run that lists none, the tiers of the stages that ran. */
export function tiersOfRun(dataset: TelemetryDataset, row: number): readonly string[] {
  const listed = dataset.runs.tiers(row);
  return listed.length > 0 ? listed : stageValues(dataset, row, (stages, stage) => stages.tier(stage));
}

/** `null` for none. A key that does not depend on the order in which a run came to use its providers. */
export function joinedProviders(providers: readonly string[]): string | null {
  return providers.length === 0 ? null : [...new Set(providers)].toSorted().join(" + ");
}

/** Distinct values over the stages that ran, in the order of the stages; unknown ones left out. */
export function stageValues(
  dataset: TelemetryDataset,
  row: number,
  select: (stages: StageColumns, stage: number) => string | null,
): readonly string[] {
  const { runs, stages } = dataset;
  const values = new Set<string>();
  const first = runs.firstStage(row);
  for (let stage = first; stage < first + runs.stageCount(row); stage++) {
    const value = stages.isSkipped(stage) ? null : select(stages, stage);
    if (value !== null) values.add(value);
  }
  return [...values];
}

function countSkippedStages(dataset: TelemetryDataset, row: number): number {
  const { runs, stages } = dataset;
  const first = runs.firstStage(row);
  let skipped = 0;
  for (let stage = first; stage < first + runs.stageCount(row); stage++) {
    if (stages.isSkipped(stage)) skipped++;
  }
  return skipped;
}

/** False where it cannot be said: no stages, a stage of unknown latency, or a call that names the run. */
function hasNoModelCall(dataset: TelemetryDataset, row: number): boolean {
  const { runs, stages } = dataset;
  const count = runs.stageCount(row);
  const first = runs.firstStage(row);
  for (let stage = first; stage < first + count; stage++) {
    const isShort = stages.isSkipped(stage) || stages.latencyMs(stage) < SHORTEST_MODEL_CALL_MS;
    if (!isShort) return false;
  }
  const runId = runs.runId(row);
  return count > 0 && (runId === null || dataset.callRowsOfRun(runId).length === 0);
}
