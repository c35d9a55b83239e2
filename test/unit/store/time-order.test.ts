import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TimeOrder, type OrderedRows } from "../../../src/core/store/time-order.ts";

interface Row {
  readonly atMs: number;
  readonly fileId: number;
  readonly byteOffset: number;
}

class Rows implements OrderedRows {
  readonly rows: Row[] = [];
  reads = 0;
  get count(): number {
    return this.rows.length;
  }
  atMs(row: number): number {
    this.reads++;
    return this.rows[row]?.atMs ?? Number.NaN;
  }
  readTimes(row: number, count: number, into: Float64Array): void {
    for (let at = 0; at < count; at++) into[at] = this.atMs(row + at);
  }
  fileId(row: number): number {
    return this.rows[row]?.fileId ?? 0;
  }
  byteOffset(row: number): number {
    return this.rows[row]?.byteOffset ?? 0;
  }
}

function sortedRows(rows: readonly Row[]): number[] {
  const rank = (row: Row): number => (Number.isNaN(row.atMs) ? Number.NEGATIVE_INFINITY : row.atMs);
  const numbered = rows.map((row, number) => ({ ...row, rank: rank(row), number }));
  numbered.sort((a, b) => {
    if (a.rank !== b.rank) return a.rank < b.rank ? -1 : 1;
    return a.fileId - b.fileId || a.byteOffset - b.byteOffset || a.number - b.number;
  });
  return numbered.map((row) => row.number);
}

const row = fc.record({
  atMs: fc.oneof(
    fc.integer({ min: -20, max: 20 }),
    fc.double({ noNaN: true, min: 0, max: 3 }),
    fc.constant(Number.NaN),
  ),
  fileId: fc.nat(2),
  byteOffset: fc.nat(30),
});

describe("TimeOrder", () => {
  it("equals a full sort after every batch of rows, however they are cut", () => {
    fc.assert(
      fc.property(fc.array(fc.array(row, { maxLength: 90 }), { maxLength: 8, size: "medium" }), (batches) => {
        const rows = new Rows();
        const order = new TimeOrder(rows);
        for (const batch of batches) {
          for (const one of batch) {
            rows.rows.push(one);
            if (one.byteOffset % 3 === 0) order.follow(1 + (one.byteOffset % 7));
          }
          expect([...order.get()]).toEqual(sortedRows(rows.rows));
        }
      }),
    );
  });

  it("takes in as many rows as it is told to", () => {
    const rows = new Rows();
    const order = new TimeOrder(rows);
    for (const atMs of [3, 2, 1]) rows.rows.push({ atMs, fileId: 0, byteOffset: 9 - atMs });
    order.follow(2);
    expect(order.behind).toBe(1);
    order.follow();
    expect(order.behind).toBe(0);
    rows.reads = 0;
    expect([...order.get()]).toEqual([2, 1, 0]);
    expect(rows.reads).toBe(0);
  });

  it("gives the same array until rows come", () => {
    const rows = new Rows();
    const order = new TimeOrder(rows);
    expect(order.get()).toHaveLength(0);
    rows.rows.push({ atMs: 1, fileId: 0, byteOffset: 0 });
    const first = order.get();
    expect(order.get()).toBe(first);
    rows.rows.push({ atMs: 2, fileId: 0, byteOffset: 9 });
    expect([...order.get()]).toEqual([0, 1]);
  });

  it("places a row near the end without looking at the history", () => {
    const rows = new Rows();
    for (let n = 0; n < 50_000; n++) rows.rows.push({ atMs: n * 10, fileId: 0, byteOffset: n });
    const order = new TimeOrder(rows);
    order.get();
    rows.reads = 0;
    rows.rows.push({ atMs: 499_965, fileId: 0, byteOffset: 50_000 });
    expect([...order.get().subarray(-5)]).toEqual([49_996, 50_000, 49_997, 49_998, 49_999]);
    expect(rows.reads).toBeLessThan(20);
  });

  it("sorts sorted files that were read one after the other with few comparisons", () => {
    const rows = new Rows();
    for (let fileId = 0; fileId < 4; fileId++) {
      for (let n = 0; n < 5000; n++) rows.rows.push({ atMs: n * 4 + fileId, fileId, byteOffset: n });
    }
    const order = new TimeOrder(rows);
    expect([...order.get()]).toEqual(sortedRows(rows.rows));
    expect(rows.reads).toBeLessThan(20_000 * 2 * 4);
    expect(order.sizeBytes).toBe(80_000);
  });

  it("saves an order that nobody who asks for it later changes", () => {
    const rows = new Rows();
    const order = new TimeOrder(rows);
    for (const atMs of [5, 9, 7]) rows.rows.push({ atMs, fileId: 0, byteOffset: rows.count });
    order.get();
    for (const atMs of [1, 6]) rows.rows.push({ atMs, fileId: 0, byteOffset: rows.count });
    const saved: Uint32Array[] = [];
    order.saveTo({
      json: () => undefined,
      array: (_name, items) => void (items instanceof Uint32Array && saved.push(items)),
      within: () => {
        throw new Error("not asked for");
      },
    });
    const atOnce = [...(saved[0] ?? [])];
    order.get();
    expect([...(saved[0] ?? [])]).toEqual(atOnce);
    expect(atOnce).toEqual([3, 0, 4, 2, 1]);
  });
});
