import type { BatchTables } from "../ingest/call-batch.ts";
import type { StageBatch } from "../ingest/run-batch.ts";
import type { StageRecord } from "../records/run.ts";
import { packTriState, unpackTriState } from "./flags.ts";
import { NumberColumn } from "./number-column.ts";
import { isNumber } from "./snapshot/json-guards.ts";
import type { SectionReader } from "./snapshot/section-reader.ts";
import type { SectionWriter } from "./snapshot/section-writer.ts";
import { restoreParts, saveParts, type Stored } from "./snapshot/stored.ts";
import type { StageColumns } from "./tables.ts";
import { TextColumn } from "./text-column.ts";
import { totalSizeBytes } from "./sized.ts";

const SKIPPED = 4;

/** The stages of all runs; those of one run are neighbours, in its order. */
export class StageTable implements StageColumns, Stored {
  readonly #name = new TextColumn();
  readonly #tier = new TextColumn();
  readonly #model = new TextColumn();
  readonly #costNano = new NumberColumn();
  readonly #latencyMs = new NumberColumn();
  readonly #inputTokens = new NumberColumn();
  readonly #outputTokens = new NumberColumn();
  readonly #flags = new NumberColumn();
  readonly #skipReason = new TextColumn();
  readonly #error = new TextColumn();
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Bytes of the typed arrays. */
  get sizeBytes(): number {
    return totalSizeBytes(Object.values(this.#columns()));
  }

  append(stage: StageRecord): void {
    this.#name.push(stage.name);
    this.#tier.push(stage.tier);
    this.#model.push(stage.model);
    this.#costNano.push(stage.costNano ?? Number.NaN);
    this.#latencyMs.push(stage.latencyMs ?? Number.NaN);
    this.#inputTokens.push(stage.inputTokens ?? Number.NaN);
    this.#outputTokens.push(stage.outputTokens ?? Number.NaN);
    this.#flags.push(packTriState(stage.success) | (stage.isSkipped ? SKIPPED : 0));
    this.#skipReason.push(stage.skipReason);
    this.#error.push(stage.error);
    this.#count++;
  }

  /** Appends the stages of a batch of runs. */
  appendBatch({ count, ...stages }: StageBatch, tables: BatchTables): void {
    this.#name.pushTexts(stages.name, count, tables);
    this.#tier.pushTexts(stages.tier, count, tables);
    this.#model.pushTexts(stages.model, count, tables);
    this.#costNano.pushNumbers(stages.costNano, count);
    this.#latencyMs.pushEncoded(stages.latencyMs, count);
    this.#inputTokens.pushEncoded(stages.inputTokens, count);
    this.#outputTokens.pushEncoded(stages.outputTokens, count);
    this.#flags.pushEncoded(stages.flags, count);
    this.#skipReason.pushTexts(stages.skipReason, count, tables);
    this.#error.pushTexts(stages.error, count, tables);
    this.#count += count;
  }

  name(row: number): string | null {
    return this.#name.get(row);
  }
  tier(row: number): string | null {
    return this.#tier.get(row);
  }
  model(row: number): string | null {
    return this.#model.get(row);
  }
  costNano(row: number): number {
    return this.#costNano.get(row);
  }
  latencyMs(row: number): number {
    return this.#latencyMs.get(row);
  }
  inputTokens(row: number): number {
    return this.#inputTokens.get(row);
  }
  outputTokens(row: number): number {
    return this.#outputTokens.get(row);
  }
  success(row: number): boolean | null {
    return unpackTriState(this.#flags.get(row), 0);
  }
  isSkipped(row: number): boolean {
    return (this.#flags.get(row) & SKIPPED) !== 0;
  }
  skipReason(row: number): string | null {
    return this.#skipReason.get(row);
  }
  error(row: number): string | null {
    return this.#error.get(row);
  }

  saveTo(to: SectionWriter): void {
    to.json("count", this.#count);
    saveParts(this.#columns(), to);
  }

  restoreFrom(from: SectionReader): void {
    this.#count = from.json("count", isNumber);
    restoreParts(this.#columns(), from);
  }

  #columns() {
    return {
      name: this.#name,
      tier: this.#tier,
      model: this.#model,
      costNano: this.#costNano,
      latencyMs: this.#latencyMs,
      inputTokens: this.#inputTokens,
      outputTokens: this.#outputTokens,
      flags: this.#flags,
      skipReason: this.#skipReason,
      error: this.#error,
    };
  }
}
