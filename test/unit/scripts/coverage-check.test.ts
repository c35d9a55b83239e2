import { describe, expect, it } from "vitest";
import { checkCoverage } from "../../../scripts/lib/coverage-check.mjs";
import { countsLine } from "../../../scripts/lib/tally.mjs";

const file = (lines: number, branches: number) => ({
  lines: { total: 100, covered: lines },
  branches: { total: 100, covered: branches },
});

describe("checkCoverage", () => {
  it("passes when core has 90 % and all sources have 85 %", () => {
    const summary = { "/r/src/core/a.ts": file(90, 90), "/r/webview/b.tsx": file(80, 80) };
    expect(countsLine(checkCoverage(summary, "/r"))).toBe("4 passed, 0 failed, 0 skipped");
  });

  it("fails core alone when it is below its own gate", () => {
    const summary = { "/r/src/core/a.ts": file(89, 90), "/r/webview/b.tsx": file(100, 100) };
    expect(checkCoverage(summary, "/r").failures.map(({ title }) => title)).toEqual([
      "coverage of src/core/, lines: 89.00 %",
    ]);
  });

  it("ignores the summary's own total, which would count everything twice", () => {
    const summary = { total: file(100, 100), "/r/src/core/a.ts": file(10, 10) };
    expect(countsLine(checkCoverage(summary, "/r"))).toBe("0 passed, 4 failed, 0 skipped");
  });

  it("fails when nothing was measured", () => {
    expect(countsLine(checkCoverage({}, "/r"))).toBe("0 passed, 4 failed, 0 skipped");
  });
});
