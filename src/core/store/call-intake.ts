import type { CallBatch } from "../ingest/call-batch.ts";
import type { FileRef, LineRef } from "../ingest/record-sink.ts";
import type { CallRecord } from "../records/call.ts";
import { twinRole } from "../records/twin-key.ts";
import { CallBatchIntake, type IntakeTargets } from "./call-batch-intake.ts";
import { packTriState } from "./flags.ts";
import { isListOf, isNumber } from "./snapshot/json-guards.ts";
import type { SectionReader } from "./snapshot/section-reader.ts";
import type { SectionWriter } from "./snapshot/section-writer.ts";
import type { Stored } from "./snapshot/stored.ts";
import { emptyTwinLine, MISSING_IN_KEY, TwinMatcher, type TwinLine } from "./twin-matcher.ts";

/**
 * Puts calls into the tables, one by one or many at once, links them to their runs and finds their twins. Both
 * ways give the same, which the scanner's tests depend on.
 */
export class CallIntake implements Stored {
  readonly #targets: IntakeTargets;
  readonly #batches: CallBatchIntake;
  readonly #matchers = new Map<number, TwinMatcher>();
  readonly #line: TwinLine = emptyTwinLine();
  #twinsMerged = 0;

  constructor(targets: IntakeTargets) {
    this.#targets = targets;
    this.#batches = new CallBatchIntake(targets);
  }

  get twinsMerged(): number {
    return this.#twinsMerged;
  }

  addBatch(file: FileRef, batch: CallBatch): void {
    this.#twinsMerged += this.#batches.add(file, batch, this.#matcherOf(file.rootId));
  }

  add(file: FileRef, line: LineRef, call: CallRecord): void {
    const { calls, index, addresses } = this.#targets;
    const run = call.runId === null ? Number.NaN : index.intern(call.runId);
    const row = calls.append(file, line, call, run);
    addresses.addRow("call", file, line, row);
    if (!Number.isNaN(run)) {
      index.addCall(run, row);
      index.extendSpan(run, call.atMs);
    }
    const role = twinRole(call);
    if (role === "single") return;
    this.#describe(row, call);
    const other = this.#matcherOf(file.rootId).offer(this.#line);
    if (other < 0) return;
    if (role === "second") calls.linkTwins(other, row);
    else calls.linkTwins(row, other);
    index.noteChange(calls.run(role === "second" ? row : other));
    this.#twinsMerged++;
  }

  saveTo(to: SectionWriter): void {
    to.json("twinsMerged", this.#twinsMerged);
    to.json("roots", [...this.#matchers.keys()]);
    for (const [rootId, matcher] of this.#matchers) matcher.saveTo(to.within(String(rootId)));
  }

  restoreFrom(from: SectionReader): void {
    this.#twinsMerged = from.json("twinsMerged", isNumber);
    for (const rootId of from.json("roots", isListOf(isNumber))) {
      this.#matcherOf(rootId).restoreFrom(from.within(String(rootId)));
    }
  }

  #describe(row: number, call: CallRecord): void {
    const line = this.#line;
    line.row = row;
    line.isSecond = call.hasRunIdKey;
    line.atMs = call.atMs ?? Number.NaN;
    line.latencyMs = call.latencyMs ?? Number.NaN;
    line.combo = this.#targets.calls.combo(row);
    line.success = packTriState(call.success);
    line.inputTokens = call.inputTokens ?? MISSING_IN_KEY;
    line.outputTokens = call.outputTokens ?? MISSING_IN_KEY;
    line.estimatedCost = call.estimatedCostNano ?? MISSING_IN_KEY;
  }

  #matcherOf(rootId: number): TwinMatcher {
    let matcher = this.#matchers.get(rootId);
    if (matcher === undefined) this.#matchers.set(rootId, (matcher = new TwinMatcher(this.#batches)));
    return matcher;
  }
}
