import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FileRef } from "../../../../src/core/ingest/record-sink.ts";
import type { TelemetryRecord } from "../../../../src/core/records/record.ts";
import { CallBlock } from "../../../../src/core/store/call-block.ts";
import { Dataset } from "../../../../src/core/store/dataset.ts";
import { LISTED_PROBLEMS_PER_FILE } from "../../../../src/core/store/file-registry.ts";
import { openImage } from "../../../../src/core/store/snapshot/section-reader.ts";
import { aCall, aFirstTwin, aLine, aRun, aSecondTwin } from "../../../fixtures/records.ts";
import { history, interleaved, nextOf, spread } from "../histories.ts";
import type { Fed } from "../naive-dataset.ts";
import { observe } from "../observed-dataset.ts";
import { differences, imageOf, SEAL } from "./image.ts";

/** As it comes back after a restart. */
function restored(dataset: Dataset): Dataset {
  const fresh = new Dataset();
  fresh.restoreFrom(
    openImage(
      imageOf((to) => dataset.saveTo(to)),
      SEAL,
    ),
  );
  return fresh;
}

function add(dataset: Dataset, fed: readonly Fed[]): void {
  for (const { file, line, record } of fed) dataset.addRecord(file, line, record);
}

const bytesOf = (dataset: Dataset): Uint8Array => imageOf((to) => dataset.saveTo(to));

describe("a restored dataset", () => {
  it("goes on as if it had never been away, wherever it was saved", () => {
    fc.assert(
      fc.property(history, fc.nat(), ({ calls, others, choices }, cut) => {
        const live = new Dataset();
        const fed = interleaved(spread([...calls, ...others], live, choices), choices);
        const at = cut % (fed.length + 1);
        add(live, fed.slice(0, at));
        const again = restored(live);
        expect(observe(again)).toEqual(observe(live));
        expect(differences(bytesOf(again), bytesOf(live))).toEqual([]);
        add(live, fed.slice(at));
        add(again, fed.slice(at));
        expect(observe(again)).toEqual(observe(live));
        expect(again.revision).toBe(live.revision);
        // Byte for byte, so that nothing that no figure shows yet is lost either.
        expect(differences(bytesOf(again), bytesOf(live))).toEqual([]);
        for (const { record, file, line } of fed) {
          const id = `${record.kind}:${file.label}:${line.byteOffset}`;
          expect(again.locate(id)).toEqual(live.locate(id));
        }
      }),
      { numRuns: 150 },
    );
  }, 60_000);

  it("goes on after any number of restarts", () => {
    fc.assert(
      fc.property(history, ({ calls, others, choices }) => {
        const live = new Dataset();
        let again = new Dataset();
        const fed = interleaved(spread([...calls, ...others], live, choices), choices);
        for (const state of live.files()) again.registerFile(state.file);
        for (const each of fed) {
          add(live, [each]);
          add(again, [each]);
          if (nextOf(choices) % 4 === 0) again = restored(again);
        }
        expect(differences(bytesOf(again), bytesOf(live))).toEqual([]);
      }),
      { numRuns: 50 },
    );
  }, 60_000);
});

describe("a restored dataset of", () => {
  const file = (dataset: Dataset, kind: TelemetryRecord["kind"], rootId = 0): FileRef =>
    dataset.registerFile({ label: `${rootId}/${kind}.jsonl`, kind, rootId });

  it("more rows than a segment holds keeps them all and takes more", () => {
    const live = new Dataset();
    const addCalls = (dataset: Dataset, from: number, to: number): void => {
      for (let n = from; n < to; n++) {
        const call = aCall({ callId: n % 3 === 0 ? null : `id-${n % 7}`, atMs: 1e12 + n / 4, costNano: n });
        dataset.addRecord(file(dataset, "call"), aLine(n * 100, 99), call);
      }
    };
    addCalls(live, 0, 70_000);
    const again = restored(live);
    addCalls(live, 70_000, 140_000);
    addCalls(again, 70_000, 140_000);
    expect(again.calls.costNano(69_999)).toBe(69_999);
    expect(differences(bytesOf(again), bytesOf(live))).toEqual([]);
  }, 60_000);

  it("many run ids finds each of them again", () => {
    const live = new Dataset();
    const ids = Array.from({ length: 3000 }, (_, n) => (n % 2 === 0 ? `run-${n}` : uuid(n)));
    for (const [n, runId] of ids.entries()) {
      live.addRecord(
        file(live, "run"),
        aLine(n * 100, 99),
        aRun({ runId, workflow: n % 5 === 0 ? null : "w" }),
      );
    }
    const again = restored(live);
    for (const [n, runId] of ids.entries()) {
      const line = aLine(1e6 + n * 100, 99);
      for (const dataset of [live, again]) {
        dataset.addRecord(file(dataset, "run"), line, aRun({ runId: n % 3 === 0 ? `new-${n}` : runId }));
      }
    }
    expect(differences(bytesOf(again), bytesOf(live))).toEqual([]);
    expect(again.runRow(uuid(1))).toBe(live.runRow(uuid(1)));
  });

  it("calls without numbers at their end reads as such, row by row and by the block", () => {
    const live = new Dataset();
    const known = { atMs: 1e12, costNano: 7, inputTokens: 8, outputTokens: 9, latencyMs: 0.5 };
    const missing = { atMs: null, costNano: null, inputTokens: null, outputTokens: null, latencyMs: null };
    for (const [n, numbers] of [known, missing, missing].entries()) {
      live.addRecord(file(live, "call"), aLine(n * 100, 99), aCall(numbers));
    }
    const again = restored(live);
    const block = new CallBlock();
    for (const numbers of [
      block.atMs,
      block.costNano,
      block.inputTokens,
      block.outputTokens,
      block.latencyMs,
    ]) {
      // What an earlier block has left there.
      numbers.fill(1234);
    }
    again.calls.readBlock(0, 3, true, block);
    for (const row of [0, 1, 2]) {
      expect(block.costNano[row]).toBe(live.calls.costNano(row));
      expect(block.inputTokens[row]).toBe(live.calls.inputTokens(row));
      expect(block.outputTokens[row]).toBe(live.calls.outputTokens(row));
      expect(block.latencyMs[row]).toBe(live.calls.latencyMs(row));
      expect(block.atMs[row]).toBe(live.calls.atMs(row));
      expect(again.calls.latencyMs(row)).toBe(live.calls.latencyMs(row));
    }
  });

  it("lines that stand before their predecessors finds each of them", () => {
    const live = new Dataset();
    const addAt = (dataset: Dataset, byteOffset: number): void =>
      dataset.addRecord(file(dataset, "call"), aLine(byteOffset, 9), aCall());
    for (const byteOffset of [100, 200, 50, 300]) addAt(live, byteOffset);
    const again = restored(live);
    expect(differences(bytesOf(again), bytesOf(live))).toEqual([]);
    for (const byteOffset of [50, 100, 200, 300]) {
      const id = `call:0/call.jsonl:${byteOffset}`;
      expect(live.locate(id)).toMatchObject({ byteOffset });
      expect(again.locate(id)).toEqual(live.locate(id));
    }
  });

  it("several roots keeps twins apart, and merges those that come after the restart", () => {
    const live = new Dataset();
    const first = aFirstTwin({ inputTokens: 5 });
    for (const rootId of [0, 1]) live.addRecord(file(live, "call", rootId), aLine(0, 99), first);
    const again = restored(live);
    again.addRecord(file(again, "call", 1), aLine(100, 99), aSecondTwin({ inputTokens: 5 }));
    expect([0, 1, 2].map((row) => again.calls.twinRow(row))).toEqual([-1, 2, 1]);
    expect(again.twinsMerged).toBe(1);
  });

  it("files with problems counts on, and lists as many as before", () => {
    const live = new Dataset();
    const problem = { line: aLine(0, 9), severity: "dropped", reason: "not-json", field: null } as const;
    for (let n = 0; n < LISTED_PROBLEMS_PER_FILE + 5; n++) live.addProblem(file(live, "call"), problem);
    live.setFileState(0, "ok");
    live.setFileCounts(0, { bytes: 9, lines: 1, records: 0, unreadable: 1, repaired: 0, pendingBytes: 3 });
    const again = restored(live);
    expect(again.files()).toEqual(live.files());
    again.addProblem(file(again, "call"), problem);
    expect(again.files()[0]?.problemCount).toBe(LISTED_PROBLEMS_PER_FILE + 6);
    expect(again.registerFile({ label: "new", kind: "run", rootId: 0 }).fileId).toBe(1);
  });
});

function uuid(n: number): string {
  return `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
}
