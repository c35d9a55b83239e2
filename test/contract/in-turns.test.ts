import { expect, it } from "vitest";
import { Backlog } from "../../src/core/rollup/cube/following.ts";
import { computeStats } from "../../src/core/rollup/compute-stats.ts";
import { inTurns, withinReach, workOff } from "../../src/extension/in-turns.ts";
import { aCall, BASE_AT_MS, uuidOf } from "../fixtures/records.ts";
import { addCalls, aQuery, load, single } from "../unit/rollup/support/scenario.ts";

const ROWS = 20_000;
const query = aQuery({ nowMs: BASE_AT_MS });
const callAt = (index: number) =>
  aCall({ callId: uuidOf(index), atMs: BASE_AT_MS - 1000 - index, latencyMs: index % 900, costNano: index });
const given = Array.from({ length: ROWS }, (_, index) => single(callAt(index)));

it("gives an answer about many rows after other turns, and a next one at once", async () => {
  const dataset = load({ calls: given });
  const answer = () => withinReach(dataset, () => computeStats(dataset, query));
  expect(answer()).toBeInstanceOf(Backlog);
  let asked = 0;
  const stats = await inTurns(() => {
    asked += 1;
    // Lines come while the others are worked off.
    if (asked < 4) addCalls(dataset, [callAt(ROWS + asked)]);
    return answer();
  });
  expect(asked).toBeGreaterThan(2);
  expect(stats).toEqual(
    computeStats(load({ calls: [...given, ...[1, 2, 3].map((n) => single(callAt(ROWS + n)))] }), query),
  );
  addCalls(dataset, [callAt(ROWS + 9)]);
  expect(answer()).toMatchObject({ calls: { count: ROWS + 4 } });
});

it("takes in no more rows at once than fit between two turns", async () => {
  const dataset = load({ calls: given });
  const backlog = withinReach(dataset, () => computeStats(dataset, query));
  expect(backlog).toBeInstanceOf(Backlog);
  if (!(backlog instanceof Backlog)) return;
  expect(backlog.workOff(1000)).toBe(true);
  await workOff(backlog);
  expect(backlog.workOff(1)).toBe(false);
});

it("lets the failure of an answer through", async () => {
  const failing = () => {
    throw new Error("no figures");
  };
  await expect(inTurns(() => withinReach(load({}), failing))).rejects.toThrow("no figures");
});
