import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, it } from "vitest";
import { aggregatesOf } from "../../src/core/rollup/cube/aggregates.ts";
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
  // As for a view of the panel, whose breakdown needs each latency.
  const answer = () =>
    withinReach(dataset, () => {
      aggregatesOf(dataset).callDurations(query);
      return computeStats(dataset, query);
    });
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

it("gives the event loop turns, and takes in a few thousand rows at most between two", async () => {
  const dataset = load({ calls: given });
  const backlog = withinReach(dataset, () => computeStats(dataset, query));
  if (!(backlog instanceof Backlog)) throw new Error("nothing is to be worked off");
  let sinceTurn = 0;
  let most = 0;
  const readBlock = dataset.calls.readBlock.bind(dataset.calls);
  dataset.calls.readBlock = (...args) => {
    sinceTurn += args[1];
    most = Math.max(most, sinceTurn);
    // As if it had taken long.
    const untilMs = performance.now() + 5;
    while (performance.now() < untilMs);
    readBlock(...args);
  };
  let isDone = false;
  const turns = (async () => {
    for (let count = 0; ; count++) {
      if (isDone) return count;
      sinceTurn = 0;
      await nextTurn();
    }
  })();
  await workOff(backlog);
  isDone = true;
  expect(await turns).toBeGreaterThan(ROWS / 4096);
  expect(most).toBeLessThanOrEqual(4096);
});

it("stops where nobody wants the answer any more", async () => {
  const dataset = load({ calls: given });
  let asked = 0;
  const answer = () => withinReach(dataset, () => computeStats(dataset, query));
  expect(await inTurns(answer, () => asked++ < 3)).toBeNull();
  expect(answer()).toBeInstanceOf(Backlog);
});

it("lets the failure of an answer through", async () => {
  const failing = () => {
    throw new Error("no figures");
  };
  await expect(inTurns(() => withinReach(load({}), failing))).rejects.toThrow("no figures");
});
