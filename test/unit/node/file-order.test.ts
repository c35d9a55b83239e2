import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { compareFileNames } from "../../../src/node/file-order.ts";

const inOrder = [
  "agent_assignments-20260131.jsonl",
  "agent_assignments-20260201.jsonl",
  "agent_assignments.jsonl",
  "llm_calls.2026-01-30.jsonl",
  "llm_calls.2026-02-01.jsonl",
  "llm_calls.2026-02-01.1.jsonl",
  "llm_calls.2026-02-01.2.jsonl",
  "llm_calls.2026-02-01.10.jsonl",
  "llm_calls.2026-02-02.jsonl",
  "llm_calls.jsonl",
  "task_routing.jsonl.10",
  "task_routing.jsonl.9",
  "task_routing.jsonl.1",
  "task_routing.jsonl",
  "workflow_runs.1.jsonl",
  "workflow_runs.2.jsonl",
  "workflow_runs.10.jsonl",
  "workflow_runs.jsonl.2026-02-01",
  "workflow_runs.jsonl.2026-02-01.1",
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

  it("is one order for all names, whatever they are made of", () => {
    const part = fc.constantFrom("", ".1", ".2", ".10", ".2026-02-01", ".20260201", ".2026-02-01T10_00Z");
    const name = fc.tuple(part, part, part).map(([a, b, c]) => `llm_calls${a}${b}.jsonl${c}`);
    const sorted = (names: readonly string[]) => names.toSorted(compareFileNames);
    const check = fc.property(fc.array(name, { maxLength: 12 }), (names) => {
      expect(sorted(names.toReversed())).toEqual(sorted(names));
      for (const [index, earlier] of sorted(names).entries()) {
        for (const later of sorted(names).slice(index)) {
          expect(compareFileNames(earlier, later)).toBeLessThanOrEqual(0);
          expect(compareFileNames(later, earlier)).toBeGreaterThanOrEqual(0);
        }
      }
    });
    fc.assert(check);
  });

  it("is 0 for equal names alone", () => {
    for (const a of inOrder) expect(inOrder.filter((b) => compareFileNames(a, b) === 0)).toEqual([a]);
  });
});
