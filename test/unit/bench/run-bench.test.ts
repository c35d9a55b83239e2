import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { gates, keyOf } from "../../../bench/gates.mjs";
import { allGroups } from "../../../bench/groups/all-groups.mjs";
import type { Group } from "../../../bench/groups/group.mjs";
import { NotMeasured } from "../../../bench/lib/not-measured.mjs";
import { runBench } from "../../../bench/lib/run-bench.mjs";

const options = { only: [], runs: 1, rounds: 1, lines: 1, fuzzLines: 1 };
const tested = gates.filter(({ id }) => ["P1", "P4", "P16"].includes(id));
const silent = () => undefined;

const groupOf = (found: Awaited<ReturnType<Group["measure"]>>): Group => ({
  title: "planted",
  keys: Object.keys(found),
  measure: () => Promise.resolve(found),
});

const failing = (key: string, error: Error): Group => ({
  title: "planted",
  keys: [key],
  measure: () => Promise.reject(error),
});

beforeEach(() => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});

afterEach(() => {
  vi.restoreAllMocks();
});

describe("runBench", () => {
  it("ends with 0 when every measured gate holds, on whichever side its limit is", async () => {
    const { results, exitCode } = await runBench(tested, [groupOf({ P1: 3, P4: 2.5 })], options, silent);
    expect(exitCode).toBe(0);
    expect(results.slice(0, 2).map(({ id, status }) => [id, status])).toEqual([
      ["P1", "ok"],
      ["P4", "ok"],
    ]);
  });

  it.each([{ P1: 3.01 }, { P4: 2.49 }])("ends with 1 when a gate fails: %o", async (found) => {
    const { results, exitCode } = await runBench(tested, [groupOf(found)], options, silent);
    expect(exitCode).toBe(1);
    expect(results.filter(({ ok }) => ok)).toEqual([]);
  });

  it("writes results of the documented shape", async () => {
    const { results } = await runBench(tested, [groupOf({ P1: 2.7004 })], options, silent);
    const [first] = JSON.parse(JSON.stringify(results)) as unknown[];
    expect(first).toEqual({
      id: "P1",
      title: "cold, to columns",
      limit: 3,
      bound: "most",
      value: 2.7,
      unit: "x floor",
      ok: true,
      status: "ok",
    });
  });

  it("never calls ok what was not measured, and fails no run for it", async () => {
    const groups = [failing("P1", new NotMeasured("no eviction")), groupOf({ P4: { reason: "no DuckDB" } })];
    const { results, exitCode } = await runBench(tested, groups, options, silent);
    expect(exitCode).toBe(0);
    expect(results.every(({ ok, value, status }) => !ok && value === null && status === "not measured")).toBe(
      true,
    );
    expect(results.slice(0, 2).map(({ reason }) => reason)).toEqual(["no eviction", "no DuckDB"]);
  });

  it("ends with 1 after a group that breaks, says why, and goes on with the others", async () => {
    const groups = [failing("P1", new Error("a trap\nsomewhere")), groupOf({ P4: 3 })];
    const { results, exitCode } = await runBench(tested, groups, options, silent);
    expect(exitCode).toBe(1);
    expect(results[0]).toMatchObject({
      id: "P1",
      value: null,
      ok: false,
      status: "broken",
      reason: "a trap",
    });
    expect(results[1]).toMatchObject({ id: "P4", ok: true });
  });

  it.each([NaN, Infinity, -Infinity])("ends with 1 when a measurement gives %d", async (figure) => {
    const { results, exitCode } = await runBench(tested, [groupOf({ P1: figure })], options, silent);
    expect(exitCode).toBe(1);
    const reason = `the measurement gave ${figure}`;
    expect(results[0]).toMatchObject({ id: "P1", value: null, ok: false, status: "broken", reason });
  });

  it("ends with 1 when a group gives no figure for one of its gates", async () => {
    const silentGroup: Group = { title: "silent", keys: ["P1"], measure: () => Promise.resolve({}) };
    const { results, exitCode } = await runBench(tested, [silentGroup], options, silent);
    expect(exitCode).toBe(1);
    expect(results[0]).toMatchObject({ id: "P1", status: "broken", reason: "the measurement gave nothing" });
  });

  it("measures all as often as asked, and a gate holds only if it holds in every run", async () => {
    const figures = [2.5, 3.5, 2];
    const said: string[] = [];
    const varying: Group = {
      title: "varying",
      keys: ["P1"],
      measure: () => Promise.resolve({ P1: figures.shift() ?? NaN }),
    };
    const repeated = { ...options, only: ["P1"], runs: 3 };
    const { results, exitCode } = await runBench(tested, [varying], repeated, (line) => said.push(line));
    expect(exitCode).toBe(1);
    expect(results).toMatchObject([{ value: 3.5, values: [2.5, 3.5, 2], ok: false, status: "failed" }]);
    expect(said.filter((line) => line.startsWith("Run "))).toEqual([
      "Run 1 of 3",
      "Run 2 of 3",
      "Run 3 of 3",
    ]);
  });

  it("runs only the groups of the gates asked for", async () => {
    const ran: string[] = [];
    const { results } = await runBench(
      tested,
      [groupOf({ P1: 1 }), groupOf({ P4: 3 })],
      { ...options, only: ["P4"] },
      (line) => ran.push(line),
    );
    expect(ran).toHaveLength(1);
    expect(results.map(({ id }) => id)).toEqual(["P4"]);
  });
});

describe("the gates", () => {
  it("are P1 to P18, each with a limit", () => {
    const judged = gates.filter(({ limit }) => limit !== null).map(({ id }) => id);
    expect([...new Set(judged)]).toEqual(Array.from({ length: 18 }, (_, n) => `P${n + 1}`));
  });

  it("are each measured by one group", () => {
    const measured = allGroups(true).flatMap(({ keys }) => keys);
    expect(measured.toSorted()).toEqual(gates.map(keyOf).toSorted());
  });
});
