import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AddressIndex } from "../../../src/core/store/address-index.ts";
import { NumberColumn } from "../../../src/core/store/number-column.ts";
import { aFile, aLine } from "../../fixtures/records.ts";

class Rows {
  readonly #offsets = new NumberColumn();
  readonly #lengths = new NumberColumn();
  add(byteOffset: number, byteLength: number): number {
    this.#offsets.push(byteOffset);
    this.#lengths.push(byteLength);
    return this.#offsets.count - 1;
  }
  byteOffset(row: number): number {
    return this.#offsets.get(row);
  }
  byteLength(row: number): number {
    return this.#lengths.get(row);
  }
}

describe("AddressIndex", () => {
  it("finds every line of interleaved files and nothing between them", () => {
    const line = fc.record({ fileId: fc.nat(3), gap: fc.integer({ min: 1, max: 40 }) });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 120 }), (lines) => {
        const call = new Rows();
        const index = new AddressIndex({ call, run: new Rows() });
        const ends = [0, 0, 0, 0];
        const rows = new Map<string, number>();
        for (const { fileId, gap } of lines) {
          const byteOffset = (ends[fileId] ?? 0) + gap;
          ends[fileId] = byteOffset;
          const row = call.add(byteOffset, gap);
          index.addRow("call", aFile({ fileId }), aLine(byteOffset, gap), row);
          rows.set(`${fileId}:${byteOffset}`, row);
        }
        for (let fileId = 0; fileId < 4; fileId++) {
          for (let offset = 0; offset <= (ends[fileId] ?? 0) + 1; offset++) {
            const found = index.find("call", fileId, offset);
            expect(found?.row ?? -1).toBe(rows.get(`${fileId}:${offset}`) ?? -1);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it("still finds lines that came in no order", () => {
    const offsets = fc.uniqueArray(fc.nat(500), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(offsets, (unordered) => {
        const run = new Rows();
        const index = new AddressIndex({ call: new Rows(), run });
        const file = aFile({ kind: "run" });
        for (const offset of unordered) index.addRow("run", file, aLine(offset), run.add(offset, 9));
        unordered.forEach((offset, row) =>
          expect(index.find("run", 0, offset)).toEqual({ byteLength: 9, row }),
        );
        expect(index.find("run", 0, 501)).toBeNull();
      }),
    );
  });

  it("finds lines of kinds without rows, apart by kind and file, beyond 4 GB too", () => {
    const index = new AddressIndex({ call: new Rows(), run: new Rows() });
    const far = 5 * 2 ** 30 + 1;
    index.addLine("test", aFile({ fileId: 1, kind: "test" }), aLine(0, 50));
    index.addLine("test", aFile({ fileId: 1, kind: "test" }), aLine(far, 60));
    index.addLine("coverage", aFile({ fileId: 2, kind: "coverage" }), aLine(0, 70));
    expect(index.find("test", 1, far)).toEqual({ byteLength: 60, row: -1 });
    expect(index.find("test", 1, 0)).toEqual({ byteLength: 50, row: -1 });
    expect(index.find("test", 1, 50)).toBeNull();
    expect(index.find("test", 2, 0)).toBeNull();
    expect(index.find("coverage", 2, 0)).toEqual({ byteLength: 70, row: -1 });
    expect(index.find("routing", 1, 0)).toBeNull();
    expect(index.find("call", 1, 0)).toBeNull();
  });
});
