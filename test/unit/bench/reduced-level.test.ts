import { describe, expect, it } from "vitest";
import { reducedLimits } from "../../../bench/lib/reduced-limits.mjs";
import { tallyOf } from "../../../scripts/lib/levels/bench.mjs";
import { countsLine } from "../../../scripts/lib/tally.mjs";

const aCase = { title: "calls to columns", value: 0.5, limit: 1.1 };

describe("the level of the reduced benchmark", () => {
  it("passes up to the limit", () => {
    expect(countsLine(tallyOf(aCase))).toBe("1 passed, 0 failed, 0 skipped");
    expect(countsLine(tallyOf({ ...aCase, value: 1.1 }))).toBe("1 passed, 0 failed, 0 skipped");
  });

  it("fails above the limit, and says by how much", () => {
    const { failures } = tallyOf({ ...aCase, value: 1.5 });
    expect(failures).toEqual([
      { title: "bench > calls to columns", detail: "1.500, at most 1.1 is allowed" },
    ]);
  });

  it.each(Object.values(reducedLimits))(
    "passes what is usual, and fails three times as much: $title",
    (judged) => {
      const { title, usual, limit } = judged;
      expect(countsLine(tallyOf({ title, limit, value: usual }))).toBe("1 passed, 0 failed, 0 skipped");
      expect(countsLine(tallyOf({ title, limit, value: usual * 3 }))).toBe("0 passed, 1 failed, 0 skipped");
    },
  );

  it("fails a figure that is missing", () => {
    expect(countsLine(tallyOf({ ...aCase, value: null }))).toBe("0 passed, 1 failed, 0 skipped");
  });
});
