import { describe, expect, it } from "vitest";
import { tallyOf } from "../../../scripts/lib/levels/bench.mjs";
import { countsLine } from "../../../scripts/lib/tally.mjs";

const aCase = { title: "calls to columns", value: 0.5, limit: 1.1 };

describe("the level of the reduced benchmark", () => {
  it("passes up to the limit", () => {
    expect(countsLine(tallyOf(aCase))).toBe("1 passed, 0 failed, 0 skipped");
    expect(countsLine(tallyOf({ ...aCase, value: 1.1 }))).toBe("1 passed, 0 failed, 0 skipped");
  });

  it("fails what has become three times slower, and says by how much", () => {
    const { failures } = tallyOf({ ...aCase, value: 1.5 });
    expect(failures).toEqual([
      { title: "bench > calls to columns", detail: "1.500, at most 1.1 is allowed" },
    ]);
  });

  it("fails a figure that is missing", () => {
    expect(countsLine(tallyOf({ ...aCase, value: null }))).toBe("0 passed, 1 failed, 0 skipped");
  });
});
