import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  isListOf,
  isNullOr,
  isNumber,
  isObjectWith,
  isText,
} from "../../../../src/core/store/snapshot/json-guards.ts";
import { SnapshotError } from "../../../../src/core/store/snapshot/section-format.ts";
import type { SectionReader } from "../../../../src/core/store/snapshot/section-reader.ts";
import { imageSpanOf, openImage } from "../../../../src/core/store/snapshot/section-reader.ts";
import type { SectionWriter } from "../../../../src/core/store/snapshot/section-writer.ts";
import { imageOf, reopened, SEAL } from "./image.ts";

const ARRAYS = {
  u8: new Uint8Array([1, 2, 255]),
  u16: new Uint16Array([0xffff, 7]),
  u32: new Uint32Array([0xffffffff]),
  i32: new Int32Array([-1, 0, 1]),
  f64: new Float64Array([Number.NaN, -0, 0.1, Number.POSITIVE_INFINITY]),
};

function save(to: SectionWriter): void {
  to.json("count", 3);
  const part = to.within("part").within("inner");
  part.json("texts", ["a", "\ud800", "\u2028"]);
  part.array("u8", ARRAYS.u8);
  part.array("u16", ARRAYS.u16);
  to.array("u32", ARRAYS.u32);
  to.array("i32", ARRAYS.i32.subarray(1));
  to.array("f64", ARRAYS.f64);
  to.array("empty", new Float64Array(0));
}

function read(from: SectionReader): unknown {
  const part = from.within("part/inner");
  return {
    count: from.json("count", isNumber),
    texts: part.json("texts", isListOf(isText)),
    u8: part.array("u8", "u8"),
    u16: part.array("u16", "u16"),
    u32: from.array("u32", "u32"),
    i32: from.array("i32", "i32"),
    f64: from.array("f64", "f64"),
    empty: from.array("empty", "f64"),
  };
}

describe("a snapshot image", () => {
  it("gives back what was written", () => {
    expect(read(reopened(save))).toEqual({
      ...ARRAYS,
      count: 3,
      texts: ["a", "\ud800", "\u2028"],
      i32: ARRAYS.i32.subarray(1),
      empty: new Float64Array(0),
    });
  });

  it("gives arrays as views of the bytes that were read", () => {
    const bytes = imageOf(save);
    expect(openImage(bytes, SEAL).array("f64", "f64").buffer).toBe(bytes.buffer);
  });

  it("says how long it is in its header", () => {
    const bytes = imageOf(save);
    expect(imageSpanOf(bytes.subarray(0, 64)).imageBytes).toBe(bytes.byteLength);
    expect(bytes.byteLength % 8).toBe(0);
    expect(() => imageSpanOf(bytes.subarray(0, 63))).toThrow(SnapshotError);
  });

  it("is refused where it was cut or has something behind it, at every byte", () => {
    const bytes = imageOf(save);
    for (let length = 0; length < bytes.byteLength; length++) {
      expect(() => openImage(bytes.slice(0, length), SEAL)).toThrow(SnapshotError);
    }
    expect(() => openImage(new Uint8Array([...bytes, 0]), SEAL)).toThrow(SnapshotError);
  });

  it("is refused with any bit flipped", () => {
    const bytes = imageOf(save);
    for (let bit = 0; bit < bytes.byteLength * 8; bit++) {
      const spoilt = bytes.slice();
      spoilt[bit >> 3] = (spoilt[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => openImage(spoilt, SEAL)).toThrow(SnapshotError);
    }
  });

  it("is refused by another build, and for other bytes altogether", () => {
    expect(() => openImage(imageOf(save, "older"), SEAL)).toThrow(/another build/);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(() => openImage(bytes.slice(), SEAL)).toThrow(SnapshotError);
      }),
    );
  });

  it("is refused by whoever asks for another section, kind or form", () => {
    const from = reopened(save);
    expect(() => from.json("texts", isNumber)).toThrow(SnapshotError);
    expect(() => from.json("count", isText)).toThrow(SnapshotError);
    expect(() => from.array("u32", "i32")).toThrow(SnapshotError);
    expect(() => from.array("count", "u32")).toThrow(SnapshotError);
  });

  it("takes a name once", () => {
    expect(() => imageOf((to) => (to.json("a", 1), to.array("a", new Uint8Array(1))))).toThrow(/already/);
  });
});

describe("guards", () => {
  const isPoint = isObjectWith<{ x: number; y: number | null }>({ x: isNumber, y: isNullOr(isNumber) });

  it.each([
    [{ x: 1, y: null }, true],
    [{ x: 1, y: 2, z: 3 }, true],
    [{ x: 1 }, false],
    [{ x: "1", y: 2 }, false],
    [null, false],
    [[], false],
  ])("say of %j: %j", (value, expected) => {
    expect(isPoint(value)).toBe(expected);
  });
});
