import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { packTriState, unpackTriState } from "../../../src/core/store/flags.ts";
import { Dictionary } from "../../../src/core/store/dictionary.ts";
import { ListColumn } from "../../../src/core/store/list-column.ts";
import { TextColumn } from "../../../src/core/store/text-column.ts";

const text = fc.oneof(fc.constantFrom("", "a", "b", "__proto__", "constructor", "null"), fc.string());

describe("Dictionary", () => {
  it("numbers strings in the order of their first appearance", () => {
    const dictionary = new Dictionary();
    expect(["b", "a", "b", ""].map((each) => dictionary.intern(each))).toEqual([0, 1, 0, 2]);
    expect(dictionary.count).toBe(3);
    expect([0, 1, 2, 3].map((id) => dictionary.get(id))).toEqual(["b", "a", "", null]);
  });

  it("keeps null apart from every string", () => {
    const dictionary = new Dictionary();
    dictionary.intern("null");
    expect(dictionary.intern(null)).toBeNaN();
    expect(dictionary.find(null)).toBeNaN();
    expect(dictionary.get(Number.NaN)).toBeNull();
    expect(dictionary.find("null")).toBe(0);
    expect(dictionary.find("unseen")).toBeNaN();
  });
});

describe("TextColumn", () => {
  it("gives back any strings and nulls", () => {
    fc.assert(
      fc.property(fc.array(fc.option(text), { maxLength: 400 }), (values) => {
        const column = new TextColumn();
        for (const each of values) column.push(each);
        expect(values.map((_, row) => column.get(row))).toEqual(values);
        values.forEach((each, row) => expect(column.idAt(row)).toBe(column.idOf(each)));
      }),
    );
  });

  it("goes on after its dictionary outgrows 8 and 16 bits", () => {
    const column = new TextColumn();
    for (let row = 0; row < 66_000; row++) column.push(`name-${row}`);
    expect([0, 254, 255, 65_534, 65_535, 65_999].map((row) => column.get(row))).toEqual([
      "name-0",
      "name-254",
      "name-255",
      "name-65534",
      "name-65535",
      "name-65999",
    ]);
  });

  it("takes no memory while all is null, and one byte a row for a few names", () => {
    const column = new TextColumn();
    for (let row = 0; row < 300; row++) column.push(null);
    expect(column.sizeBytes).toBe(0);
    for (let row = 0; row < 212; row++) column.push(row % 2 === 0 ? "a" : "b");
    expect(column.sizeBytes).toBe(512);
  });
});

describe("ListColumn", () => {
  it("gives back any lists, also those whose joined text is the same", () => {
    fc.assert(
      fc.property(fc.array(fc.array(text, { maxLength: 4 }), { maxLength: 100 }), (lists) => {
        const column = new ListColumn();
        for (const each of lists) column.push(each);
        expect(lists.map((_, row) => column.get(row))).toEqual(lists);
      }),
    );
    const column = new ListColumn();
    column.push(["a,b"]);
    column.push(["a", "b"]);
    expect([column.get(0), column.get(1)]).toEqual([["a,b"], ["a", "b"]]);
  });

  it("keeps a copy, one for equal lists, and none for empty ones", () => {
    const column = new ListColumn();
    const tags = ["nightly"];
    column.push(tags);
    tags.push("changed");
    column.push(["nightly"]);
    expect(column.get(0)).toEqual(["nightly"]);
    expect(column.get(1)).toBe(column.get(0));
    const empty = new ListColumn();
    empty.push([]);
    expect(empty.get(0)).toEqual([]);
    expect(empty.sizeBytes).toBe(0);
  });
});

describe("tri-state flags", () => {
  it("keeps true, false and unknown apart, at any shift", () => {
    for (const state of [true, false, null]) {
      for (const shift of [0, 2, 4]) {
        expect(unpackTriState(packTriState(state) << shift, shift)).toBe(state);
      }
    }
  });
});
