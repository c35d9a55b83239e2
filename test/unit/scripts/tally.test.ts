import { describe, expect, it } from "vitest";
import {
  countsLine,
  exitCodeOf,
  runLevel,
  sumTallies,
  type Level,
  type Tally,
} from "../../../scripts/lib/tally.mjs";

const context = { runner: "server", filters: [] } as const;

const level = (run: Level["run"]): Level => ({ name: "unit", title: "", run });

const mixed: Tally = { passed: 3, failures: [{ title: "a", detail: "b" }], skips: ["c", "d"] };

describe("tally", () => {
  it("prints one line with the three counts", () => {
    expect(countsLine(mixed)).toBe("3 passed, 1 failed, 2 skipped");
  });

  it("sums every part of several tallies", () => {
    expect(countsLine(sumTallies([mixed, mixed, { passed: 1, failures: [], skips: [] }]))).toBe(
      "7 passed, 2 failed, 4 skipped",
    );
  });

  it("counts a level that crashes as a failure with its stack", async () => {
    const tally = await runLevel(
      level(() => Promise.reject(new Error("planted crash"))),
      context,
    );
    expect(tally).toMatchObject({ passed: 0, failures: [{ title: "unit crashed" }], skips: [] });
    expect(tally.failures[0]?.detail).toContain("planted crash");
  });

  it("counts a level without a single test as skipped", async () => {
    const tally = await runLevel(
      level(() => Promise.resolve({ passed: 0, failures: [], skips: [] })),
      context,
    );
    expect(countsLine(tally)).toBe("0 passed, 0 failed, 1 skipped");
  });

  it.each([
    ["only passed", { passed: 1, failures: [], skips: [] }, 0, 0],
    ["something skipped", { passed: 1, failures: [], skips: ["why"] }, 0, 1],
    ["something failed", mixed, 1, 1],
    ["nothing at all", { passed: 0, failures: [], skips: [] }, 1, 1],
  ])("chooses the exit code when %s", (_name, tally, local, inCi) => {
    expect([exitCodeOf(tally, false), exitCodeOf(tally, true)]).toEqual([local, inCi]);
  });
});
