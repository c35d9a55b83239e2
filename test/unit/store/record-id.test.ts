import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseRecordId, recordId } from "../../../src/core/store/record-id.ts";

const KINDS = ["call", "run", "routing", "test", "coverage", "fileTest", "assignment"] as const;

describe("record ids", () => {
  it("come apart into what they were made of, whatever the label holds", () => {
    const label = fc.oneof(fc.string(), fc.constantFrom("C:/x.jsonl", "a:1", ":", "call:a:7", ""));
    fc.assert(
      fc.property(fc.constantFrom(...KINDS), label, fc.maxSafeNat(), (kind, name, byteOffset) => {
        expect(parseRecordId(recordId(kind, name, byteOffset))).toEqual({ kind, label: name, byteOffset });
      }),
    );
  });

  it.each([
    "",
    "call",
    "call:7",
    "run:3a1d3585-18a6-4283-a16e-d23262536b8e",
    "problem:a.jsonl:7:cost",
    "Call:a.jsonl:7",
    "overlap:costs.jsonl:0",
    "call:a.jsonl:",
    "call:a.jsonl:-1",
    "call:a.jsonl:07",
    "call:a.jsonl:1.5",
    "call:a.jsonl:1e3",
    "call:a.jsonl: 7",
    "call:a.jsonl:9007199254740993",
    "call:a.jsonl:99999999999999999",
  ])("refuses %j", (id) => {
    expect(parseRecordId(id)).toBeNull();
  });
});
