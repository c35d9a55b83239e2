import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type LineOutcome, readJsonLine } from "../../../src/core/ingest/read-line.ts";
import { rawCall, rawRun, rawStage } from "../../fixtures/raw-lines.ts";
import { concatBytes, utf8 } from "./collecting-sink.ts";

function read(...parts: readonly (string | readonly number[])[]): LineOutcome {
  return readJsonLine(concatBytes(...parts), "call");
}

function readRun(...parts: readonly string[]): LineOutcome {
  return readJsonLine(concatBytes(...parts), "run");
}

/** Values and reasons, without places. */
function gist(outcome: LineOutcome): readonly [readonly unknown[], readonly string[]] {
  return [
    outcome.objects.map((object) => object.json),
    outcome.notes.map((note) => `${note.severity}: ${note.reason}`),
  ];
}

describe("readJsonLine", () => {
  it("reads a clean line as one object without notes", () => {
    expect(read('{"a": [1, {"b": null}]}')).toEqual({
      objects: [{ json: { a: [1, { b: null }] }, byteOffset: 0, byteLength: 23 }],
      notes: [],
    });
  });

  it("lets the last of two equal keys win", () => {
    expect(gist(read('{"a":1,"a":2}'))).toEqual([[{ a: 2 }], []]);
  });

  it.each(["[1]", "[]", "5", '"text"', "null", "true", "NaN", '[{"call_id": "x"}]'])(
    "rejects %s, which is no object",
    (text) => {
      expect(gist(read(text))).toEqual([[], ["dropped: not-an-object"]]);
    },
  );

  it.each(["hello", "}", '"a":1}', "{a:1}", "{'a':1}", '{"a":1,}', '{"a":Nan}', '{"a":-NaN}', "\ufeff{x}"])(
    "cannot read %j",
    (text) => {
      expect(gist(read(text))).toEqual([[], ["dropped: not-json"]]);
    },
  );

  it.each(["{", '{"a":', '{"a":1', '{"a":"b', '{"a":"b\\', '{"a":{"b":1}', rawCall().slice(0, -2)])(
    "calls the torn line %j torn",
    (text) => {
      expect(gist(read(text))).toEqual([[], ["dropped: torn-line"]]);
    },
  );
});

describe("NaN and Infinity", () => {
  it("become null where they stand as values", () => {
    expect(gist(read('{"a": NaN, "b": [Infinity, -Infinity, 1], "c": {"d": NaN}}'))).toEqual([
      [{ a: null, b: [null, null, 1], c: { d: null } }],
      ["repaired: nan-or-infinity"],
    ]);
  });

  it("stay what they are inside strings", () => {
    expect(gist(read(String.raw`{"NaN": "-Infinity, NaN \" NaN", "b": NaN, "c": -1}`))).toEqual([
      [{ NaN: '-Infinity, NaN " NaN', b: null, c: -1 }],
      ["repaired: nan-or-infinity"],
    ]);
    expect(gist(read('{"a": "NaN"}'))).toEqual([[{ a: "NaN" }], []]);
  });

  it("are mended in a line of the producer", () => {
    const [objects] = gist(read(rawCall({ estimated_cost: Number.NaN, latency_ms: Infinity })));
    expect(objects).toMatchObject([{ estimated_cost: null, latency_ms: null }]);
  });
});

describe("text that is no Unicode", () => {
  it("has U+FFFD for invalid UTF-8, with a note", () => {
    expect(gist(read('{"a": "x', [0xff], 'y"}'))).toEqual([[{ a: "x\ufffdy" }], ["repaired: invalid-utf8"]]);
  });

  it("may hold a U+FFFD that was written as such", () => {
    expect(gist(read('{"a": "\ufffd"}'))).toEqual([[{ a: "\ufffd" }], []]);
  });

  it("has U+FFFD for lone surrogates, and keeps pairs and escaped backslashes", () => {
    expect(gist(read(String.raw`{"a": "\ud83d\ude00 \ud83d \ude00 \\ud83d \n"}`))).toEqual([
      [{ a: "😀 \ufffd \ufffd \\ud83d \n" }],
      ["repaired: invalid-utf8"],
    ]);
    expect(gist(read(String.raw`{"a": "\ud83d\ude00 \u00e9 \\ud83d"}`))).toEqual([
      [{ a: "😀 é \\ud83d" }],
      [],
    ]);
  });

  it("is noted once, beside other repairs", () => {
    const [, notes] = gist(read(String.raw`{"a": "\ud83d`, [0xc3], '", "b": NaN}'));
    expect(notes).toEqual(["repaired: invalid-utf8", "repaired: nan-or-infinity"]);
  });

  it("may hold raw line separators", () => {
    expect(gist(read('{"a": "x\u2028\u2029y"}'))).toEqual([[{ a: "x\u2028\u2029y" }], []]);
  });
});

describe("glued records", () => {
  it("are all read, each at its place", () => {
    const outcome = read('{"a":"é"}{"b":2}  {"c":{}}');
    expect(outcome.objects).toEqual([
      { json: { a: "é" }, byteOffset: 0, byteLength: 10 },
      { json: { b: 2 }, byteOffset: 10, byteLength: 7 },
      { json: { c: {} }, byteOffset: 19, byteLength: 8 },
    ]);
    expect(outcome.notes).toEqual([
      { severity: "repaired", reason: "glued-records", byteOffset: 0, byteLength: 27 },
    ]);
  });

  it("may hold braces and quotes in their strings", () => {
    const first = { a: '}{"b": 1}', c: "\\" };
    const outcome = read(JSON.stringify(first), '{"d":"{"}');
    expect(gist(outcome)).toEqual([[first, { d: "{" }], ["repaired: glued-records"]]);
  });

  it("may hold an escaped quote before a brace", () => {
    const first = { a: '"}', b: '"{' };
    expect(gist(read(JSON.stringify(first), '{"d":1}'))).toEqual([
      [first, { d: 1 }],
      ["repaired: glued-records"],
    ]);
  });

  it("lose a torn head, which is reported", () => {
    const head = '{"a":1,"b';
    const tail = '{"call_id":"x","provider":"p","metadata":{"run_id":null}}';
    const outcome = read(head, tail);
    expect(outcome.objects).toEqual([
      {
        json: { call_id: "x", provider: "p", metadata: { run_id: null } },
        byteOffset: head.length,
        byteLength: tail.length,
      },
    ]);
    expect(outcome.notes).toEqual([
      { severity: "repaired", reason: "glued-records", byteOffset: 0, byteLength: head.length + tail.length },
      { severity: "dropped", reason: "torn-line", byteOffset: 0, byteLength: head.length },
    ]);
  });

  it("survive a head torn at any byte", () => {
    const head = rawRun({ run_id: "torn", stages: [rawStage(), rawStage()], metadata: { note: "}{" } });
    const tail = rawRun({ run_id: "whole" });
    for (let length = 1; length < head.length; length += 1) {
      const outcome = readRun(head.slice(0, length), tail);
      expect(outcome.objects.map((object) => [object.json["run_id"], object.byteOffset])).toEqual([
        ["whole", length],
      ]);
    }
  });

  it("lose a torn tail, whose parts are not taken for records", () => {
    const first = rawRun({ run_id: "whole" });
    const torn = rawRun({ run_id: "torn", stages: [rawStage(), rawStage()], metadata: { run_id: "x" } });
    for (let length = 1; length < torn.length; length += 1) {
      const outcome = readRun(first, torn.slice(0, length));
      expect(outcome.objects.map((object) => object.json["run_id"])).toEqual(["whole"]);
      expect(outcome.notes.at(-1)).toEqual({
        severity: "dropped",
        reason: "torn-line",
        byteOffset: first.length,
        byteLength: torn.slice(0, length).trimEnd().length,
      });
    }
  });

  it("are mended one by one", () => {
    expect(gist(read('{"a":NaN}{"b":"', [0xff], '"}'))).toEqual([
      [{ a: null }, { b: "\ufffd" }],
      ["repaired: glued-records", "repaired: nan-or-infinity", "repaired: invalid-utf8"],
    ]);
  });

  it("do not come out of the parts of a single torn record", () => {
    const torn = rawCall({ metadata: { run_id: "r", list: [{}, { a: 1 }] }, zz: 1 });
    for (let length = 1; length < torn.length; length += 1) {
      expect(gist(read(torn.slice(0, length)))[0]).toEqual([]);
    }
  });
});

describe("NUL bytes", () => {
  const hole = [0, 0, 0, 0];

  it("make a line unreadable", () => {
    expect(gist(read(hole))).toEqual([[], ["dropped: nul-bytes"]]);
    expect(gist(read('{"a":"', hole, '"}'))).toEqual([[], ["dropped: nul-bytes"]]);
  });

  it("do not hide the whole records beside them", () => {
    const before = '{"call_id":"a","tier":"t"}';
    const outcome = read(before, hole, '{"call_id":"b","tier":"t"}');
    expect(outcome.objects.map((object) => object.json)).toEqual([
      { call_id: "a", tier: "t" },
      { call_id: "b", tier: "t" },
    ]);
    expect(outcome.notes).toContainEqual({
      severity: "dropped",
      reason: "nul-bytes",
      byteOffset: before.length,
      byteLength: hole.length,
    });
    expect(gist(read(hole, '{"call_id":"b","tier":"t"}'))).toEqual([
      [{ call_id: "b", tier: "t" }],
      ["dropped: nul-bytes"],
    ]);
  });
});

describe("hostile lines", () => {
  const many = 400_000;
  // Work that grew with the square of the length would take minutes.
  it.each([
    ["braces", "{".repeat(5 * many)],
    ["keys that open", '{"'.repeat(2 * many)],
    ["nesting without end", '{"a":'.repeat(many)],
    ["nesting that closes", `${'{"a":'.repeat(many)}1${"}".repeat(many)}`],
    ["brackets", `{"a":${"[".repeat(many)}${"]".repeat(many)}}`],
    ["escapes without end", `"${String.raw`\"`.repeat(many)}`],
    ["numbers that are none", `{"a":${"NaN".repeat(many)}`],
    ["spaces", `{${" ".repeat(5 * many)}`],
    ["empty objects after junk", `x${"{} ".repeat(many)}`],
  ])("do not throw and stay linear: %s", (_name, text) => {
    expect(readJsonLine(utf8(text), "call").objects).toHaveLength(0);
  });

  it("reads nesting that a walk by recursion can bear, and no deeper", () => {
    const nested = (depth: number): string => `{"a":${"[".repeat(depth)}${"]".repeat(depth)}}`;
    expect(read(nested(499)).objects).toHaveLength(1);
    expect(gist(read(nested(501)))).toEqual([[], ["dropped: nested-too-deep"]]);
  });

  it("never throw, whatever is broken in a good line", () => {
    const good = utf8(`${rawCall({ metadata: { a: [NaN, "é😀"] } })}${rawRun()}`);
    const change = fc.record({
      at: fc.nat({ max: good.length - 1 }),
      byte: fc.oneof(fc.constantFrom(0, 0x22, 0x5c, 0x7b, 0x7d, 0xff), fc.nat({ max: 255 })),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 4 }), fc.nat({ max: good.length }), (changes, length) => {
        const bytes = good.slice(0, length);
        for (const { at, byte } of changes) if (at < length) bytes[at] = byte;
        const { objects, notes } = readJsonLine(bytes, "call");
        for (const part of [...objects, ...notes]) {
          expect(part.byteOffset + part.byteLength).toBeLessThanOrEqual(length);
        }
        expect(objects.length + notes.length).toBeGreaterThan(0);
      }),
      { numRuns: 1000 },
    );
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 60 }),
        (bytes) => readJsonLine(bytes, "call") !== null,
      ),
    );
  });
});
