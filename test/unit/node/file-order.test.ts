import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { compareFileNames } from "../../../src/node/file-order.ts";

const inOrder = [
  "llm_calls.2026-01-30.jsonl",
  "llm_calls.2026-02-01.jsonl",
  "llm_calls.jsonl",
  "task_routing.jsonl.10",
  "task_routing.jsonl.9",
  "task_routing.jsonl.1",
  "task_routing.jsonl",
  "workflow_runs.jsonl.2026-02-01",
  "workflow_runs.jsonl.2026-02-02",
  "workflow_runs.jsonl",
];

describe("compareFileNames", () => {
  it("puts the older parts of a file before the newer ones, and the file itself last", () => {
    const shuffled = fc.shuffledSubarray(inOrder, { minLength: inOrder.length });
    const check = fc.property(shuffled, (names) => {
      expect(names.toSorted(compareFileNames)).toEqual(inOrder);
    });
    fc.assert(check);
  });

  it("is 0 for equal names alone", () => {
    for (const a of inOrder) expect(inOrder.filter((b) => compareFileNames(a, b) === 0)).toEqual([a]);
  });
});
