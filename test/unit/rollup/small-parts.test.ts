import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DayKeys } from "../../../src/core/rollup/day-keys.ts";
import { openRunStatus } from "../../../src/core/rollup/run-status.ts";
import { intersectWindows, WindowTest } from "../../../src/core/rollup/time-window.ts";
import { HiddenWorkflows, matchesGlob } from "../../../src/core/rollup/workflow-glob.ts";
import type { OpenRun, TelemetryDataset } from "../../../src/core/store/tables.ts";
import { NOW_MS, ZONES } from "./support/arbitrary.ts";
import { dayOf } from "./support/reference.ts";
import { load } from "./support/scenario.ts";

describe("matchesGlob", () => {
  it("equals the regular expression that it stands for", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b", ".", "-"), maxLength: 8 });
    const pattern = fc.string({ unit: fc.constantFrom("a", "b", ".", "*", "?"), maxLength: 6 });
    fc.assert(
      fc.property(text, pattern, (name, glob) => {
        const source = glob.replaceAll(".", "\\.").replaceAll("*", ".*").replaceAll("?", ".");
        expect(matchesGlob(name, glob)).toBe(new RegExp(`^${source}$`).test(name));
      }),
      { numRuns: 2000 },
    );
  });

  it("answers at once where a regular expression would search for ever", () => {
    expect(matchesGlob("a".repeat(5000), "*a*a*a*a*a*a*a*a*b")).toBe(false);
  });

  it("minds the letter case and takes other symbols literally", () => {
    expect(matchesGlob("Test-1", "test-*")).toBe(false);
    expect(matchesGlob("a.c", "a.c")).toBe(true);
    expect(matchesGlob("abc", "a.c")).toBe(false);
    expect(matchesGlob("", "")).toBe(true);
    expect(matchesGlob("", "*")).toBe(true);
  });
});

describe("HiddenWorkflows", () => {
  it("hides what any pattern matches, and never a record without a name", () => {
    const hidden = new HiddenWorkflows(["test*", "demo"]);
    expect([hidden.hides("test5"), hidden.hides("test5"), hidden.hides("demo")]).toEqual([true, true, true]);
    expect([hidden.hides("demos"), hidden.hides(null)]).toEqual([false, false]);
    expect(new HiddenWorkflows(["*"]).hides(null)).toBe(false);
    expect(new HiddenWorkflows([]).hides("test5")).toBe(false);
  });
});

describe("windows", () => {
  it("is half-open", () => {
    const test = new WindowTest({ fromMs: NOW_MS, toMs: NOW_MS + 10 }, NOW_MS);
    const held = [NOW_MS - 1, NOW_MS, NOW_MS + 9.99, NOW_MS + 10, NaN].map((atMs) => test.holds(atMs));
    expect(held).toEqual([false, true, true, false, false]);
  });

  it("holds what both of two windows hold", () => {
    const edge = fc.option(fc.integer({ min: NOW_MS - 9, max: NOW_MS + 9 }), { nil: null });
    const window = fc.record({ fromMs: edge, toMs: edge });
    fc.assert(
      fc.property(window, window, fc.integer({ min: -12, max: 12 }), (a, b, offset) => {
        const holds = (of: typeof a) => new WindowTest(of, NOW_MS).holds(NOW_MS + offset);
        expect(holds(intersectWindows(a, b))).toBe(holds(a) && holds(b));
        expect(intersectWindows(a, null)).toBe(a);
      }),
    );
  });
});

describe("DayKeys", () => {
  it("names the day of every instant as Intl does, in any order", () => {
    const time = fc.oneof(
      fc.integer({ min: Date.UTC(2025, 0, 1), max: NOW_MS + 864e5 }),
      fc.constantFrom(NaN, 0, NOW_MS + 864e5 + 1, Date.UTC(2020, 0, 1)),
    );
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), fc.array(time, { maxLength: 60 }), (timeZone, times) => {
        const keys = new DayKeys(timeZone, NOW_MS);
        const asked = { timeZone, nowMs: NOW_MS };
        const named = times.map((atMs) => keys.keyOf(atMs));
        expect(named).toEqual(times.map((atMs) => dayOf(Number.isNaN(atMs) ? null : atMs, asked)));
      }),
      { numRuns: 200 },
    );
  });
});

describe("openRunStatus", () => {
  const withGap = (gapMs: number): TelemetryDataset => ({ ...methodsOf(load({})), gapP95Ms: () => gapMs });
  const open = (ageMs: number, hasEnded = false): OpenRun => ({
    runId: "r",
    workflow: "w",
    firstAtMs: NaN,
    lastAtMs: NOW_MS - ageMs,
    routing: null,
    hasEnded,
    callRows: [],
  });
  const status = (gapMs: number, ageMs: number, hasEnded?: boolean) =>
    openRunStatus(withGap(gapMs), open(ageMs, hasEnded), NOW_MS);

  it("waits 60 s, or three times the workflow's gap where that is longer", () => {
    expect([status(NaN, 59_999), status(NaN, 60_000)]).toEqual(["running", "incomplete"]);
    expect([status(10_000, 59_999), status(10_000, 60_000)]).toEqual(["running", "incomplete"]);
    expect([status(40_000, 119_999), status(40_000, 120_000)]).toEqual(["running", "incomplete"]);
  });

  it("takes a time ahead of now as alive, and an unknown one as not", () => {
    expect(status(NaN, -5000)).toBe("running");
    expect(status(NaN, NaN)).toBe("incomplete");
  });

  it("believes routing that the run has ended", () => {
    expect(status(NaN, 1, true)).toBe("incomplete");
  });
});

/** A dataset as a plain object, so that one of its answers can be replaced. */
function methodsOf(dataset: TelemetryDataset): TelemetryDataset {
  return {
    revision: dataset.revision,
    archivedDays: dataset.archivedDays,
    calls: dataset.calls,
    combos: dataset.combos,
    runs: dataset.runs,
    stages: dataset.stages,
    runRow: (runId) => dataset.runRow(runId),
    hasRunLine: (run) => dataset.hasRunLine(run),
    callRowsOfRun: (runId) => dataset.callRowsOfRun(runId),
    callRowsNaming: (run) => dataset.callRowsNaming(run),
    openRuns: () => dataset.openRuns(),
    open: dataset.open,
    longestGapP95Ms: () => dataset.longestGapP95Ms(),
    gapP95Ms: (workflow) => dataset.gapP95Ms(workflow),
    routingOfRun: (runId) => dataset.routingOfRun(runId),
    callOrder: dataset.callOrder,
    runOrder: dataset.runOrder,
    tests: dataset.tests,
    coverage: dataset.coverage,
    fileTests: dataset.fileTests,
    assignments: dataset.assignments,
    files: () => dataset.files(),
    twinsMerged: dataset.twinsMerged,
    userTaggedIds: () => dataset.userTaggedIds(),
    userTags: (id) => dataset.userTags(id),
    hasUserTags: dataset.hasUserTags,
    locate: (id) => dataset.locate(id),
  };
}
