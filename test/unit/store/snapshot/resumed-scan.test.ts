import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createScanner } from "../../../../src/core/ingest/create-scanner.ts";
import type { FileScanner } from "../../../../src/core/ingest/record-sink.ts";
import type { ScanState } from "../../../../src/core/ingest/scan-state.ts";
import { ScannerEngine } from "../../../../src/core/ingest/scanner-engine.ts";
import type { FileKind } from "../../../../src/core/records/record.ts";
import { Dataset } from "../../../../src/core/store/dataset.ts";
import { openImage } from "../../../../src/core/store/snapshot/section-reader.ts";

import { rawCall, rawRouting, rawRun, rawTwinPair } from "../../../fixtures/raw-lines.ts";
import { observe } from "../observed-dataset.ts";
import { differences, imageOf, SEAL } from "./image.ts";

const CONTEXT = { naiveTimeZone: "UTC", nowMs: Date.parse("2026-03-01T00:00:00Z") };
const KINDS = ["call", "run", "routing"] as const;

/** Every state between two pushes is one that a snapshot may find. */
interface Cut {
  readonly kind: (typeof KINDS)[number];
  readonly bytes: number;
  readonly isRestart: boolean;
}

const twins = fc.nat(3).map((n) => rawTwinPair({ input_tokens: n }, { runId: `run-${n % 2}` }));
const callLine = fc.oneof(
  { weight: 4, arbitrary: fc.constant(null).map(() => [rawCall()]) },
  { weight: 4, arbitrary: twins },
  { weight: 3, arbitrary: twins.map(([first]) => [first]) },
  { weight: 3, arbitrary: twins.map(([, second]) => [second]) },
  fc.constantFrom(
    ["{torn"],
    ["  "],
    ["\0\0"],
    ['{"call_id": "x", "estimated_cost": NaN}'],
    ['{"call_id": "é"}\r'],
  ),
  fc.constant(null).map(() => [rawCall({ error_type: "Timeout", timestamp: "2031-01-01T00:00:00" })]),
);
const text = (lines: readonly string[]): Buffer => Buffer.from(lines.map((line) => `${line}\n`).join(""));
const history = fc.record({
  call: fc.array(callLine, { maxLength: 14 }).map((groups) => text(groups.flat())),
  run: fc
    .array(fc.constantFrom("run-0", "run-1", "run-2"), { maxLength: 5 })
    .map((ids) => text(ids.map((run_id) => rawRun({ run_id })))),
  routing: fc
    .array(fc.tuple(fc.constantFrom("run-0", "run-3"), fc.constantFrom("running", "completed")), {
      maxLength: 4,
    })
    .map((lines) => text(lines.map(([id, status]) => rawRouting(id, { status })))),
  cuts: fc.array(
    fc.record({ kind: fc.constantFrom(...KINDS), bytes: fc.nat(900), isRestart: fc.boolean() }),
    { maxLength: 14 },
  ),
});

/** Reads files side by side; may go through any number of restarts. */
class Reading {
  dataset = new Dataset();
  #engine = ScannerEngine.create();
  #scanners: Map<FileKind, FileScanner>;

  constructor() {
    this.#scanners = this.#start(new Map());
  }

  push(kind: FileKind, bytes: Uint8Array): void {
    this.#scanners.get(kind)?.push(bytes);
  }

  restart(): void {
    const states = new Map([...this.#scanners].map(([kind, scanner]) => [kind, scanner.state()]));
    const image = imageOf((to) => this.dataset.saveTo(to));
    this.dataset = new Dataset();
    this.dataset.restoreFrom(openImage(image, SEAL));
    this.#engine = ScannerEngine.create();
    this.#scanners = this.#start(states);
  }

  #start(states: ReadonlyMap<FileKind, ScanState | null>): Map<FileKind, FileScanner> {
    return new Map(
      KINDS.map((kind) => {
        const file = this.dataset.registerFile({ label: `${kind}.jsonl`, kind, rootId: 0 });
        const state = states.get(kind) ?? undefined;
        return [kind, createScanner(file, this.dataset, CONTEXT, this.#engine, state)];
      }),
    );
  }

  get counts(): unknown {
    return [...this.#scanners.values()].map((scanner) => scanner.counts);
  }
}

function read(
  files: Readonly<Record<FileKind & (typeof KINDS)[number], Buffer>>,
  cuts: readonly Cut[],
): Reading {
  const reading = new Reading();
  const offsets = { call: 0, run: 0, routing: 0 };
  const rest = KINDS.map((kind) => ({ kind, bytes: Infinity, isRestart: false }));
  for (const { kind, bytes, isRestart } of [...cuts, ...rest]) {
    const end = Math.min(files[kind].length, offsets[kind] + bytes);
    reading.push(kind, files[kind].subarray(offsets[kind], end));
    offsets[kind] = end;
    if (isRestart) reading.restart();
  }
  return reading;
}

describe("reading with restarts", () => {
  it("is the same as reading without, at any byte of any file", () => {
    fc.assert(
      fc.property(history, ({ cuts, ...files }) => {
        const live = read(
          files,
          cuts.map((cut) => ({ ...cut, isRestart: false })),
        );
        const restarted = read(files, cuts);
        expect(observe(restarted.dataset)).toEqual(observe(live.dataset));
        expect(restarted.counts).toEqual(live.counts);
        expect(restarted.dataset.files()).toEqual(live.dataset.files());
        const [a, b] = [live, restarted].map(({ dataset }) => imageOf((to) => dataset.saveTo(to)));
        expect(differences(a ?? new Uint8Array(), b ?? new Uint8Array())).toEqual([]);
      }),
      { numRuns: 120 },
    );
  }, 120_000);

  it("cannot be resumed within a line that was thrown away", () => {
    const scanner = createScanner(
      new Dataset().registerFile({ label: "a", kind: "test", rootId: 0 }), new Dataset(), CONTEXT, null,
    ); // prettier-ignore
    scanner.push(new Uint8Array(65 * 1024 * 1024).fill(0x20));
    expect(scanner.state()).toBeNull();
  });
});
