import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { IdColumn } from "../../../src/core/store/id-column.ts";
import { IdTable } from "../../../src/core/store/id-table.ts";
import { uuidOf } from "../../fixtures/records.ts";

const ESCAPED_UUID = "ffffffff-ffff-ffff-0000-000000000000";
const ALMOST_UUIDS = [
  "",
  "test-call-123",
  ESCAPED_UUID,
  "ffffffff-ffff-ffff-ffff-ffffffffffff",
  "ffffffff-ffff-fffe-0000-000000000001",
  "00000000-0000-0000-0000-000000000000",
  "3A1D3585-18a6-4283-a16e-d23262536b8e",
  "3a1d3585-18a6-4283-a16e-d23262536b8",
  "3a1d3585-18a6-4283-a16e-d23262536b8g",
  "3a1d3585018a604283-a16e-d23262536b8e",
  "3a1d3585-18a6-4283-a16e+d23262536b8e",
  "3a1d3585-18a6-4283-a16e-d23262536b8\u00e9",
  "\uff13a1d3585-18a6-4283-a16e-d23262536b8e",
  "routing-3a1d3585-18a6-4283-a16e-d23262536b8e",
];

const id = fc.oneof(fc.uuid(), fc.constantFrom(...ALMOST_UUIDS), fc.string());

describe("IdColumn", () => {
  it("gives back any ids and nulls exactly", () => {
    fc.assert(
      fc.property(fc.array(fc.option(id), { maxLength: 300 }), (ids) => {
        const column = new IdColumn();
        for (const each of ids) column.push(each);
        expect(ids.map((_, row) => column.get(row))).toEqual(ids);
      }),
    );
  });

  it("gives back uuids of every byte", () => {
    const ids = Array.from({ length: 256 }, (_, byte) => {
      const hex = byte.toString(16).padStart(2, "0");
      return "01234567-89ab-cdef-0123-456789abcdef".replaceAll(/[\da-f]{2}/g, (pair, at: number) =>
        at % 5 === byte % 5 ? hex : pair,
      );
    });
    const column = new IdColumn();
    for (const each of ids) column.push(each);
    expect(ids.map((_, row) => column.get(row))).toEqual(ids);
  });

  it("takes 16 bytes a row, also where one id repeats for ever", () => {
    const column = new IdColumn();
    for (let row = 0; row < 65_536; row++) column.push(row % 2 === 0 ? "test-call-123" : uuidOf(row));
    expect(column.sizeBytes).toBe(65_536 * 16);
    expect(column.get(65_534)).toBe("test-call-123");
    column.push("next");
    expect(column.get(65_535)).toBe(uuidOf(65_535));
    expect(column.get(65_536)).toBe("next");
  });

  it("takes nothing for rows without an id, and keeps those between ids null in any order of runs", () => {
    const run = fc.tuple(fc.constantFrom(1, 3, 200, 8191, 8192, 9000), fc.option(id));
    fc.assert(
      fc.property(fc.array(run, { maxLength: 8 }), (runs) => {
        const column = new IdColumn();
        const model: (string | null)[] = [];
        for (const [count, each] of runs) {
          column.pushMissing(count);
          for (let n = 0; n < count; n++) model.push(null);
          column.push(each);
          model.push(each);
        }
        model.forEach((each, row) => {
          if (column.get(row) !== each) throw new Error(`row ${row}`);
        });
      }),
      { numRuns: 30 },
    );
    const empty = new IdColumn();
    empty.pushMissing(100_000);
    expect(empty.sizeBytes).toBe(0);
  });

  it("is null beyond its end", () => {
    const column = new IdColumn();
    expect(column.get(0)).toBeNull();
    column.push("a");
    expect(column.get(1)).toBeNull();
    expect(column.get(1_000_000)).toBeNull();
  });
});

describe("IdTable", () => {
  it("numbers ids like a map, through any growth", () => {
    fc.assert(
      fc.property(fc.array(id, { maxLength: 500 }), fc.array(id, { maxLength: 20 }), (ids, others) => {
        const table = new IdTable();
        const model = new Map<string, number>();
        for (const each of ids) {
          if (!model.has(each)) model.set(each, model.size);
          expect(table.intern(each)).toBe(model.get(each));
        }
        expect(table.count).toBe(model.size);
        for (const each of [...ids, ...others]) expect(table.find(each)).toBe(model.get(each) ?? -1);
        for (const [each, number] of model) expect(table.get(number)).toBe(each);
      }),
    );
  });

  it("looks up without remembering", () => {
    const table = new IdTable();
    expect(table.find("unseen")).toBe(-1);
    expect(table.find(uuidOf(1))).toBe(-1);
    expect(table.count).toBe(0);
    expect([table.get(0), table.get(-1), table.get(Number.NaN)]).toEqual([null, null, null]);
  });

  it("keeps ids apart that differ in any one of their four words", () => {
    const table = new IdTable();
    const forms = [
      (hex: string) => `${hex}-18a6-4283-a16e-d23262536b8e`,
      (hex: string) => `3a1d3585-${hex.slice(0, 4)}-${hex.slice(4)}-a16e-d23262536b8e`,
      (hex: string) => `3a1d3585-18a6-4283-${hex.slice(0, 4)}-${hex.slice(4)}62536b8e`,
      (hex: string) => `3a1d3585-18a6-4283-a16e-d232${hex}`,
    ];
    const ids = forms.flatMap((form) =>
      Array.from({ length: 2000 }, (_, n) => form(n.toString(16).padStart(8, "0"))),
    );
    expect(ids.map((each) => table.intern(each))).toEqual(ids.map((_, n) => n));
  });

  it("keeps 20,000 ids apart in less than 50 bytes each", () => {
    const table = new IdTable();
    for (let n = 0; n < 20_000; n++) table.intern(uuidOf(n));
    expect(table.count).toBe(20_000);
    for (let n = 0; n < 20_000; n += 997) expect(table.get(table.find(uuidOf(n)))).toBe(uuidOf(n));
    expect(table.sizeBytes / table.count).toBeLessThan(50);
  });
});
