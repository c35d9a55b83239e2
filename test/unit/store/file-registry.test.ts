import { describe, expect, it } from "vitest";
import { FileRegistry, LISTED_PROBLEMS_PER_FILE } from "../../../src/core/store/file-registry.ts";
import { aLine, aProblem, counts } from "../../fixtures/records.ts";

function registry(): FileRegistry {
  const files = new FileRegistry();
  files.register({ label: ".empathy/llm_calls.jsonl", kind: "call", rootId: 0 });
  files.register({ label: ".empathy/costs.jsonl", kind: "overlap", rootId: 0 });
  return files;
}

describe("FileRegistry", () => {
  it("numbers files, and knows them by their label", () => {
    const files = registry();
    expect(files.byLabel(".empathy/costs.jsonl")).toEqual({
      fileId: 1,
      label: ".empathy/costs.jsonl",
      kind: "overlap",
      rootId: 0,
    });
    expect(files.byLabel("costs.jsonl")).toBeNull();
  });

  it("gives a known file again, and refuses one label for two files", () => {
    const files = registry();
    const again = files.register({ label: ".empathy/llm_calls.jsonl", kind: "call", rootId: 0 });
    expect(again.fileId).toBe(0);
    expect(files.states()).toHaveLength(2);
    expect(() => files.register({ label: again.label, kind: "run", rootId: 0 })).toThrow(/registered/);
    expect(() => files.register({ label: again.label, kind: "call", rootId: 1 })).toThrow(/registered/);
  });

  it("starts with nothing read, reading, or overlapping", () => {
    const [calls, costs] = registry().states();
    expect(calls).toMatchObject({
      state: "reading",
      newestAtMs: null,
      problemCount: 0,
      problems: [],
      counts: counts(),
    });
    expect(costs?.state).toBe("overlap");
  });

  it("tells whether counts or state changed", () => {
    const files = registry();
    const fields = ["bytes", "lines", "records", "unreadable", "repaired", "pendingBytes"] as const;
    for (const field of fields) {
      expect(files.setCounts(0, counts({ [field]: 7 }))).toBe(true);
      expect(files.setCounts(0, counts({ [field]: 7 }))).toBe(false);
      expect(files.states()[0]?.counts).toEqual(counts({ [field]: 7 }));
    }
    expect(files.setState(0, "denied")).toBe(true);
    expect(files.setState(0, "denied")).toBe(false);
    expect(files.states()[0]?.state).toBe("denied");
  });

  it("keeps the newest time of a file", () => {
    const files = registry();
    for (const atMs of [null, 20, 10, null, 30, 5]) files.noteTime(0, atMs);
    expect(files.states().map((each) => each.newestAtMs)).toEqual([30, null]);
  });

  it("counts all problems and lists the first", () => {
    const files = registry();
    const total = LISTED_PROBLEMS_PER_FILE + 50;
    for (let n = 0; n < total; n++) files.addProblem(0, aProblem({ line: aLine(n) }));
    const state = files.states()[0];
    expect(state?.problemCount).toBe(total);
    expect(state?.problems).toHaveLength(LISTED_PROBLEMS_PER_FILE);
    expect(state?.problems.at(-1)?.line.byteOffset).toBe(LISTED_PROBLEMS_PER_FILE - 1);
    expect(files.states()[1]?.problemCount).toBe(0);
  });

  it("throws for a file that was never registered", () => {
    expect(() => registry().addProblem(9, aProblem())).toThrow(RangeError);
  });
});
