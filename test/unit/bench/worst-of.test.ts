import { describe, expect, it } from "vitest";
import { gates } from "../../../bench/gates.mjs";
import { judgeAll, type Finding } from "../../../bench/lib/evaluate.mjs";
import { textTable } from "../../../bench/lib/report.mjs";
import { worstOf } from "../../../bench/lib/worst-of.mjs";

// P1 has an upper limit of 3, P4 a lower one of 2.5.
const tested = gates.filter(({ id }) => ["P1", "P4"].includes(id));
const runOf = (p1: Finding, p4: Finding) =>
  judgeAll(
    tested,
    new Map([
      ["P1", p1],
      ["P4", p4],
    ]),
  );
const broken = { reason: "a trap", isBroken: true };
const missing = { reason: "no DuckDB" };

describe("worstOf", () => {
  it("is the result of the only run", () => {
    const run = runOf(2, 3);
    expect(worstOf([run])).toEqual(run);
  });

  it("takes the value on the bad side of the limit, and keeps all in their order", () => {
    const [upper, lower] = worstOf([runOf(2, 4), runOf(2.5, 3), runOf(1, 5)]);
    expect(upper).toMatchObject({ value: 2.5, values: [2, 2.5, 1], ok: true, status: "ok" });
    expect(lower).toMatchObject({ value: 3, values: [4, 3, 5], ok: true, status: "ok" });
  });

  it("takes what failed before what holds, and what broke before both", () => {
    const [upper, lower] = worstOf([runOf(2, 1), runOf(broken, 3), runOf(4, 2)]);
    expect(upper).toMatchObject({ value: null, values: [2, null, 4], status: "broken", reason: "a trap" });
    expect(lower).toMatchObject({ value: 1, values: [1, 3, 2], ok: false, status: "failed" });
  });

  it("calls nothing ok that one run could not measure", () => {
    const [, lower] = worstOf([runOf(2, 3), runOf(2, missing)]);
    expect(lower).toMatchObject({ value: null, values: [3, null], ok: false, status: "not measured" });
  });

  it("shows all values", () => {
    const table = textTable(worstOf([runOf(2, missing), runOf(2.5, missing)]));
    expect(table).toContain("2, 2.5 x floor");
    expect(table).toContain("not measured: no DuckDB");
  });
});
