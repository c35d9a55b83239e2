import { describe, expect, it, vi } from "vitest";
import { createScanner } from "../../../src/core/ingest/create-scanner.ts";
import { ReferenceScanner } from "../../../src/core/ingest/reference-scanner.ts";
import { ScannerEngine } from "../../../src/core/ingest/scanner-engine.ts";
import { Dataset } from "../../../src/core/store/dataset.ts";
import { rawCall, rawRun, rawStage } from "../../fixtures/raw-lines.ts";
import { countsDifference, differenceOf } from "../../fuzz/observe.ts";

const CONTEXT = { naiveTimeZone: "America/New_York", nowMs: Date.UTC(2026, 10, 20) };
const MOST_SCANS = 100;

/** Without a limit, a line that is scanned again and again would stop the test run instead of a test. */
function startEngine(): ScannerEngine {
  const engine = ScannerEngine.create();
  if (engine === null) throw new Error("this Node cannot run the scanner");
  const scan = engine.scan.bind(engine);
  let scans = 0;
  vi.spyOn(engine, "scan").mockImplementation((...args) => {
    if (++scans > MOST_SCANS) throw new Error("the scanner does not get on");
    return scan(...args);
  });
  return engine;
}

function differenceFor(kind: "call" | "run", lines: readonly string[]): string | null {
  const bytes = new TextEncoder().encode(lines.map((line) => `${line}\n`).join(""));
  const [expected, found] = [new Dataset(), new Dataset()];
  const file = { label: "fuzz", kind, rootId: 0 };
  const reference = new ReferenceScanner(expected.registerFile(file), expected, CONTEXT);
  const scanner = createScanner(found.registerFile(file), found, CONTEXT, startEngine());
  for (const each of [reference, scanner]) {
    each.push(bytes);
    each.finish();
  }
  return differenceOf(expected, found) ?? countsDifference(reference.counts, scanner.counts);
}

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n);

/** A call with more run ids than the scanner can number texts; the last one counts. */
function callOfManyIds(idLength: number, count: number): string {
  const ids = numbers(count).map((n) => `"run_id": "${String(n).padStart(idLength, "a")}"`);
  return rawCall().replace('"metadata": {}', `"metadata": {${ids.join(", ")}}`);
}

const longText = (name: string, n: number): string => `${name}-${n}-`.padEnd(250, "x");

/** A run whose texts do not fit the room for texts. */
function runOfLongTexts(): string {
  const stages = numbers(420).map((n) =>
    rawStage({
      stage_name: longText("stage", n),
      tier: longText("tier", n),
      model_id: longText("model", n),
      skip_reason: longText("reason", n),
      error: longText("error", n),
    }),
  );
  return rawRun({ stages });
}

/** A run with more stage names than the scanner learns, which is refused for its error. */
function refusedRun(): string {
  const name = (n: number): string => `a stage with a name of its own, of the usual length: ${n}`;
  return rawRun({ stages: numbers(2100).map((n) => rawStage({ stage_name: name(n) })), error: "é" });
}

describe("a line that needs more room than an empty scanner has", () => {
  it.each([
    ["a call with more texts than are numbered", "call", callOfManyIds(6, 16_500)],
    ["a call with more bytes of texts than there is room for", "call", callOfManyIds(250, 2200)],
    ["a run with more bytes of texts than there is room for", "run", runOfLongTexts()],
    ["a run with more names of stages than are learned", "run", refusedRun()],
  ] as const)("is read by the reference: %s", (_title, kind, line) => {
    const plain = numbers(3).map(() => (kind === "call" ? rawCall() : rawRun()));
    expect(differenceFor(kind, [line])).toBeNull();
    expect(differenceFor(kind, [...plain, line, line, ...plain])).toBeNull();
  });
});
