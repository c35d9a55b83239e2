import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { FeedRow } from "../../../src/core/view-model/panel-view.ts";
import { PROTOCOL_VERSION } from "../../../src/protocol/version.ts";
import { RowRequests, ROWS_TIMEOUT_MS } from "../../../webview/state/row-requests.ts";
import { RowWindows, WINDOW_SIZE } from "../../../webview/state/row-windows.ts";
import { aFeedRow } from "../fixtures/rows.ts";

const rowsMessage = (requestNumber: number) =>
  ({ type: "rows", version: PROTOCOL_VERSION, requestNumber, total: 0, rows: [] }) as const;

describe("RowRequests", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it("answers each question with the rows of its own number", async () => {
    const requests = new RowRequests();
    const numbers: number[] = [];
    const first = requests.ask((number) => numbers.push(number));
    const second = requests.ask((number) => numbers.push(number));
    requests.answer(rowsMessage(numbers[1] ?? 0));
    requests.answer(rowsMessage(numbers[0] ?? 0));
    expect((await first).requestNumber).toBe(numbers[0]);
    expect((await second).requestNumber).toBe(numbers[1]);
    expect(requests.size).toBe(0);
  });

  it("rejects a question that is not answered in time, and drops its late answer", async () => {
    const requests = new RowRequests();
    const rows = expect(requests.ask(() => undefined)).rejects.toThrow("in time");
    await vi.advanceTimersByTimeAsync(ROWS_TIMEOUT_MS);
    await rows;
    requests.answer(rowsMessage(1));
    expect(requests.size).toBe(0);
  });

  it("rejects a question that the host could not answer, once", async () => {
    const requests = new RowRequests();
    const numbers: number[] = [];
    const rows = expect(requests.ask((number) => numbers.push(number))).rejects.toThrow("listed");
    expect(requests.fail(numbers[0] ?? 0)).toBe(true);
    await rows;
    expect(requests.fail(numbers[0] ?? 0)).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("rejects all and leaves no timer when it is disposed", async () => {
    const requests = new RowRequests();
    const rows = expect(requests.ask(() => undefined)).rejects.toThrow("closed");
    requests.dispose();
    await rows;
    expect(vi.getTimerCount()).toBe(0);
  });
});

/** Lets what was already answered arrive. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
}

const TOTAL = 10_000;

/** A loader whose answers come when the test says so. */
function loader() {
  const asked: { offset: number; answer: (rows: readonly FeedRow[]) => void; fail: () => void }[] = [];
  const load = (offset: number) =>
    new Promise<{ rows: readonly FeedRow[]; total: number }>((resolve, reject) => {
      asked.push({
        offset,
        answer: (rows) => resolve({ rows, total: TOTAL }),
        fail: () => reject(new Error("late")),
      });
    });
  return { asked, load };
}

const rowsFrom = (offset: number) =>
  Array.from({ length: WINDOW_SIZE }, (_, step) => aFeedRow("calls", offset + step));

describe("RowWindows", () => {
  it("asks once for each window in sight", () => {
    const { asked, load } = loader();
    const windows = new RowWindows(load);
    windows.show(35, 45);
    windows.show(36, 46);
    expect(asked.map(({ offset }) => offset)).toEqual([0, 40]);
  });

  it("gives every row at its place once it is there", async () => {
    const windows = new RowWindows(async (offset) => ({ rows: rowsFrom(offset), total: TOTAL }));
    await fc.assert(
      fc.asyncProperty(fc.nat(5000), async (from) => {
        const arrived = new Promise<void>((resolve) => {
          windows.subscribe(() => {
            if (windows.rowAt(from)) resolve();
          });
        });
        windows.show(from, from + 19);
        if (!windows.rowAt(from)) await arrived;
        expect(windows.rowAt(from)).toEqual(aFeedRow("calls", from));
      }),
      { numRuns: 30 },
    );
  });

  it("asks for the rest of a window until it is whole, however little a message holds", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 45 }),
        fc.integer({ min: 1, max: 90 }),
        async (most, total) => {
          const asked: number[] = [];
          const windows = new RowWindows(async (offset, limit) => {
            asked.push(limit);
            const count = Math.min(limit, most, total - offset);
            return { rows: rowsFrom(offset).slice(0, count), total };
          });
          windows.show(0, total - 1);
          for (let turn = 0; turn < 3 * (total + 3); turn++) await settle();
          for (let index = 0; index < total; index++) {
            expect(windows.rowAt(index)).toEqual(aFeedRow("calls", index));
          }
          // No question more than it takes.
          const windowSizes = [0, 40, 80].map((from) => Math.min(WINDOW_SIZE, Math.max(0, total - from)));
          const needed = windowSizes.reduce((sum, size) => sum + Math.ceil(size / most), 0);
          expect(asked).toHaveLength(needed);
        },
      ),
      { numRuns: 30 },
    );
  });

  it("shows what came of a list that is shorter than it was said to be", async () => {
    const windows = new RowWindows(async (offset) => ({ rows: rowsFrom(0).slice(offset, 5), total: 30 }));
    windows.show(0, 19);
    await settle();
    await settle();
    expect(windows.rowAt(4)).toBeDefined();
    expect(windows.rowAt(5)).toBeUndefined();
  });

  it("drops the answer to an older question", async () => {
    const { asked, load } = loader();
    const windows = new RowWindows(load);
    windows.show(0, 19);
    windows.reset();
    asked[0]?.answer(rowsFrom(0));
    await settle();
    expect(windows.rowAt(0)).toBeUndefined();
  });

  it("keeps what is in sight while newer rows are on their way", async () => {
    const { asked, load } = loader();
    const windows = new RowWindows(load);
    windows.show(0, 19);
    asked[0]?.answer(rowsFrom(0));
    await settle();
    windows.refresh();
    expect(windows.rowAt(0)?.id).toBe(aFeedRow("calls", 0).id);
    asked[1]?.answer(rowsFrom(7));
    await settle();
    expect(windows.rowAt(0)?.id).toBe(aFeedRow("calls", 7).id);
  });

  it("asks again for a window that did not arrive", async () => {
    const { asked, load } = loader();
    const windows = new RowWindows(load);
    windows.show(0, 19);
    asked[0]?.fail();
    await settle();
    windows.show(0, 19);
    expect(asked).toHaveLength(2);
  });

  it("lets go of the oldest windows, never of those in sight", async () => {
    const windows = new RowWindows(async (offset) => ({ rows: rowsFrom(offset), total: TOTAL }));
    for (let index = 0; index < 40; index++) {
      windows.show(index * WINDOW_SIZE, index * WINDOW_SIZE);
      await settle();
    }
    expect(windows.rowAt(0)).toBeUndefined();
    expect(windows.rowAt(39 * WINDOW_SIZE)).toBeDefined();
  });

  it("fetches nothing on a refresh when nothing is in sight", () => {
    const { asked, load } = loader();
    const windows = new RowWindows(load);
    windows.refresh();
    windows.show(0, 1);
    windows.hide();
    windows.refresh();
    expect(asked).toHaveLength(1);
  });
});
