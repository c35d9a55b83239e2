import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type LineOutcome, readJsonLine } from "../../../src/core/ingest/read-line.ts";
import type { FileKind } from "../../../src/core/records/record.ts";
import { rawAssignment, rawCost, rawUsage } from "../../fixtures/raw-lines-other.ts";
import {
  rawCall,
  rawCoverage,
  rawFileTest,
  type RawFields,
  rawRouting,
  rawRun,
  rawStage,
  rawTestExecution,
} from "../../fixtures/raw-lines.ts";
import { utf8 } from "./collecting-sink.ts";

function read(text: string, kind: FileKind): LineOutcome {
  return readJsonLine(utf8(text), kind);
}

/** Texts of the objects that were found. */
function found(text: string, kind: FileKind): readonly string[] {
  const bytes = utf8(text);
  return readJsonLine(bytes, kind).objects.map(({ byteOffset, byteLength }) =>
    new TextDecoder().decode(bytes.subarray(byteOffset, byteOffset + byteLength)),
  );
}

function expectNothing(text: string, kind: FileKind): void {
  const { objects, notes } = read(text, kind);
  expect(objects).toEqual([]);
  expect(notes.map((note) => note.severity)).toEqual(["dropped"]);
}

const stage = JSON.stringify(rawStage());

describe("pieces of torn records", () => {
  it.each<readonly [string, FileKind]>([
    ["{}}", "call"],
    ["{} }", "run"],
    ['{"run_id": "R1"}}', "call"],
    ['{"run_id": "R1"}}', "run"],
    [`${stage}, ${stage}], "total_cost": 2.0}`, "run"],
    [`${stage}], "total_cost": 2.0}`, "run"],
    ['{"name": "t", "file": "f", "error": "e"}], "success": false}', "test"],
  ])("are nothing: %s in a file of kind %s", (text, kind) => {
    expectNothing(text, kind);
  });

  it.each<readonly [FileKind, (fields: RawFields) => string, RawFields]>([
    ["call", rawCall, { timestamp: "2026-01-01T00:00:00", ts: 1, started_at: 2 }],
    ["call", rawCall, { run_id: "r", workflow_name: "w", started_at: "2026-01-01T00:00:00" }],
    ["call", rawCall, { call_id: "inner", timestamp: "2026-01-01T00:00:00", model_id: "m" }],
    ["run", rawRun, { run_id: "inner", workflow_name: "w", started_at: "2026-01-01T00:00:00" }],
    ["test", rawTestExecution, { execution_id: "inner", timestamp: "2026-01-01T00:00:00Z" }],
  ])("of kind %s do not give up what they hold", (kind, line, metadata) => {
    const torn = line({ metadata }).slice(0, -1);
    expectNothing(torn, kind);
    expectNothing(line({ metadata: { deeper: [metadata], empty: {} } }).slice(0, -1), kind);
    expect(found(`${torn}${line({})}`, kind)).toHaveLength(1);
  });

  it("may hold a copy of a record, which stays what it is inside of another object", () => {
    const torn = `{"call_id": "a", "timestamp": "x", "metadata": {"copies": [${rawCall()}, ${rawCall()}]}`;
    expectNothing(torn, "call");
    expectNothing(`x ${torn}}`.slice(0, -1), "call");
  });
});

describe("whole records", () => {
  it.each<readonly [FileKind, string]>([
    ["run", '{"run_id":"A","workflow_name":"w","completed_at":"t","total_cost":1,"success":true}'],
    ["run", '{"run_id":"A","started_at":"t"}'],
    ["call", '{"call_id":"A","model_id":"m"}'],
    ["routing", '{"routing_id":"routing-A","status":"running"}'],
    ["test", '{"execution_id":"A","test_suite":"unit"}'],
    ["coverage", '{"record_id":"A","overall_percentage":85.0}'],
    ["fileTest", '{"file_path":"a.py","last_test_result":"passed"}'],
    ["assignment", '{"assignment_id":"A","task_id":"t"}'],
    ["overlap", '{"ts":"t","model":"m"}'],
  ])("of kind %s are found beside NUL bytes and torn pieces", (kind, record) => {
    expect(found(`\0\0\0${record}`, kind)).toEqual([record]);
    expect(found(`${record}\0\0`, kind)).toEqual([record]);
    expect(found(`{"torn": 1, "x${record}`, kind)).toEqual([record]);
    expect(found(`${record}${record.slice(0, -1)}`, kind)).toEqual([record]);
    expect(found(`"x"}${record}`, kind)).toEqual([record]);
  });

  it("of another kind are not records of this one", () => {
    expectNothing(`\0${rawCall()}`, "run");
    expectNothing(`\0${rawRun()}`, "call");
  });

  it("glued together are all taken, known fields or not, where nothing else stands on the line", () => {
    expect(found('{"a":1} {"b":2}', "call")).toEqual(['{"a":1}', '{"b":2}']);
    expect(found("{}{}", "call")).toEqual(["{}", "{}"]);
  });

  it("glued to an object that is none leave that out", () => {
    const whole = rawCall();
    const { notes } = read(`{"run_id": "x"}${whole}`, "call");
    expect(found(`{"run_id": "x"}${whole}`, "call")).toEqual([whole]);
    expect(notes.map((note) => note.reason)).toEqual(["glued-records", "torn-line"]);
  });
});

const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom(
    "}{",
    '"}',
    "[",
    "{}",
    ', "',
    '": {',
    "a: ",
    '{"call_id": "x", "timestamp": "y"}',
    "\\",
    "é😀",
  ),
);
const leaf = fc.oneof(text, fc.integer(), fc.constant(null), fc.boolean());
const fields = fc.dictionary(
  fc.oneof(text, fc.constantFrom("run_id", "call_id", "timestamp", "ts", "started_at", "file_path")),
  fc.oneof(leaf, fc.array(leaf, { maxLength: 3 }), fc.dictionary(text, leaf, { maxKeys: 3 })),
  { maxKeys: 4 },
);
const stages = fc.array(
  text.map((skip_reason) => rawStage({ skip_reason })),
  { maxLength: 3 },
);

/** A line of each kind as the producer writes it, with texts and metadata of any sort. */
const LINES: readonly (readonly [FileKind, fc.Arbitrary<string>])[] = [
  ["call", fc.tuple(fields, text).map(([metadata, error_message]) => rawCall({ metadata, error_message }))],
  [
    "run",
    fc.tuple(fields, stages, text).map(([metadata, of, error]) => rawRun({ metadata, stages: of, error })),
  ],
  [
    "routing",
    fc.tuple(fields, text).map(([metadata, of]) => rawRouting("r", { metadata, task_description: of })),
  ],
  ["test", fc.tuple(fields, text).map(([metadata, command]) => rawTestExecution({ metadata, command }))],
  ["coverage", fields.map((metadata) => rawCoverage({ metadata }))],
  ["fileTest", fc.tuple(fields, text).map(([metadata, of]) => rawFileTest({ metadata, test_file_path: of }))],
  ["assignment", fc.tuple(fields, text).map(([metadata, of]) => rawAssignment({ metadata, task_title: of }))],
  ["overlap", text.map((task_type) => rawCost({ task_type }))],
  ["overlap", text.map((workflow) => rawUsage({ workflow }))],
];

describe.each(LINES)("a cut line of kind %s", (kind, line) => {
  const ratio = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  /** At least one character is missing, and at least one is there. */
  const cutOf = (whole: string, at: number) => 1 + Math.floor(at * (whole.length - 1));

  it("alone holds no record", () => {
    fc.assert(
      fc.property(line, ratio, (whole, at) => {
        const cut = cutOf(whole, at);
        expect(found(whole.slice(0, cut), kind)).toEqual([]);
        const tail = whole.slice(cut);
        // A tail such as `{}` without its last brace would be an object by itself; one with it never is.
        expect(found(tail, kind)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it("glued to a whole one leaves that one, and nothing else", () => {
    fc.assert(
      fc.property(line, line, ratio, (torn, whole, at) => {
        const cut = cutOf(torn, at);
        expect(found(torn.slice(0, cut) + whole, kind)).toEqual([whole]);
        expect(found(whole + torn.slice(0, cut), kind)).toEqual([whole]);
        expect(found(torn.slice(cut) + whole, kind)).toEqual([whole]);
        expect(found(whole + torn.slice(cut), kind)).toEqual([whole]);
      }),
      { numRuns: 300 },
    );
  });

  it("with both ends lost leaves a whole one, and nothing else", () => {
    fc.assert(
      fc.property(line, line, ratio, ratio, (torn, whole, from, to) => {
        const piece = torn.slice(cutOf(torn, Math.min(from, to)), cutOf(torn, Math.max(from, to)));
        expect(found(piece + whole, kind)).toEqual([whole]);
        expect(found(whole + piece, kind)).toEqual([whole]);
      }),
      { numRuns: 300 },
    );
  });
});
