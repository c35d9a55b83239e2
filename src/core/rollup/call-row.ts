import type { TelemetryDataset } from "../store/tables.ts";
import type { TelemetryQuery } from "./query.ts";
import type { CallRow } from "./record-rows.ts";
import { RecordIds } from "./record-ids.ts";
import { statusOfSuccess } from "./run-status.ts";
import { addKnown, reported, reportedUsd } from "./tally.ts";

/** Makes the rows that people see; only for the few that are shown or exported. */
export class CallRowReader {
  readonly #dataset: TelemetryDataset;
  readonly #ids: RecordIds;
  readonly #mergesTwins: boolean;

  constructor(dataset: TelemetryDataset, query: TelemetryQuery) {
    this.#dataset = dataset;
    this.#ids = new RecordIds(dataset);
    this.#mergesTwins = query.mergeTwins;
  }

  read(row: number): CallRow {
    const { calls, combos } = this.#dataset;
    const combo = combos.get(calls.combo(row));
    const isTwinMerged = this.#mergesTwins && calls.twinRow(row) >= 0 && !calls.isMergedAway(row);
    const latencyMs = isTwinMerged ? calls.effectiveLatencyMs(row) : calls.latencyMs(row);
    return {
      id: this.#ids.callId(row),
      callId: calls.callId(row),
      aliasCallId: isTwinMerged ? calls.callId(calls.twinRow(row)) : null,
      atMs: reported(calls.atMs(row)),
      workflow: combo.workflow,
      step: combo.step,
      taskType: combo.taskType,
      provider: combo.provider,
      model: combo.model,
      tier: combo.tier,
      requestedTier: combo.requestedTier,
      costUsd: reportedUsd(calls.costNano(row)),
      inputTokens: reported(calls.inputTokens(row)),
      outputTokens: reported(calls.outputTokens(row)),
      tokens: reported(addKnown(calls.inputTokens(row), calls.outputTokens(row))),
      latencyMs: reported(latencyMs),
      status: statusOfSuccess(calls.success(row)),
      errorType: calls.errorType(row),
      fallbackUsed: calls.fallbackUsed(row),
      retryCount: reported(calls.retryCount(row)),
      breakerState: calls.breakerState(row),
      runId: isTwinMerged ? calls.effectiveRunId(row) : calls.runId(row),
      tags: this.#ids.tagsOfCall(row, isTwinMerged),
      isTwinMerged,
    };
  }
}
