import { describe, expect, it } from "vitest";
import { parseRawLine } from "../../../src/core/ingest/parse-single.ts";
import { rawCall } from "../../fixtures/raw-lines.ts";
import { concatBytes, scan, TEST_CONTEXT, utf8 } from "./collecting-sink.ts";

describe("parseRawLine", () => {
  it("gives the record that ingest gave, from the bytes at its address", () => {
    const content = concatBytes(
      `${rawCall({ workflow_name: "é😀" })}${rawCall({ estimated_cost: Number.NaN, future: [1] })}\n`,
      '{"call_id": "',
      [0xff],
      String.raw`\ud800", "timestamp": 5}`,
      "\n",
      `${rawCall().slice(0, 90)}${rawCall({ call_id: "after a torn head" })}\r\n`,
    );
    const { sinkCalls } = scan(content);
    const added = sinkCalls.flatMap((call) => (call.add === "record" ? [call] : []));
    expect(added).toHaveLength(4);
    for (const { line, record } of added) {
      const bytes = content.subarray(line.byteOffset, line.byteOffset + line.byteLength);
      expect(parseRawLine(bytes, "call", TEST_CONTEXT)?.record).toEqual(record);
    }
  });

  it("has every field of the line, and its issues", () => {
    const raw = parseRawLine(rawCall({ future: [1], tier: 5 }), "call", TEST_CONTEXT);
    expect(raw?.json).toMatchObject({ future: [1], tier: 5, output_tokens: 0 });
    expect(raw?.issues).toEqual([{ field: "tier", reason: "wrong-type" }]);
  });

  it("takes text as well as bytes", () => {
    const text = rawCall({ call_id: "a", latency_ms: Infinity });
    expect(parseRawLine(text, "call", TEST_CONTEXT)).toEqual(parseRawLine(utf8(text), "call", TEST_CONTEXT));
  });

  it.each(["", "{", "[1]", "null", "nothing"])("is null where no record stands: %j", (text) => {
    expect(parseRawLine(text, "call", TEST_CONTEXT)).toBeNull();
    expect(parseRawLine(utf8(text), "call", TEST_CONTEXT)).toBeNull();
  });
});
