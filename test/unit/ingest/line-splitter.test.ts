import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LineSplitter } from "../../../src/core/ingest/line-splitter.ts";
import { concatBytes, cutAt, utf8 } from "./collecting-sink.ts";

interface SeenLine {
  readonly text: string;
  readonly byteOffset: number;
  readonly byteLength: number;
  readonly lineNumber: number;
}

function split(
  chunks: readonly Uint8Array[],
  { maxLineBytes = 1000, isFinished = true }: { maxLineBytes?: number; isFinished?: boolean } = {},
): { readonly lines: readonly SeenLine[]; readonly splitter: LineSplitter } {
  const lines: SeenLine[] = [];
  const splitter = new LineSplitter(
    {
      onLine: (bytes, position) => {
        expect(bytes.length).toBe(position.byteLength);
        lines.push({ text: Buffer.from(bytes).toString("latin1"), ...position });
      },
      onLineTooLong: (position) => lines.push({ text: "<too long>", ...position }),
    },
    maxLineBytes,
  );
  for (const chunk of chunks) {
    // A reader reuses its buffer: what the splitter keeps must be its own.
    const reused = chunk.slice();
    splitter.push(reused);
    reused.fill(0x58);
  }
  if (isFinished) splitter.finish();
  return { lines, splitter };
}

const texts = (lines: readonly SeenLine[]): readonly string[] => lines.map((line) => line.text);

describe("LineSplitter", () => {
  it("gives each line its offset, length and number", () => {
    expect(split([utf8("ab\n\nc\n")]).lines).toEqual([
      { text: "ab", byteOffset: 0, byteLength: 2, lineNumber: 1 },
      { text: "c", byteOffset: 4, byteLength: 1, lineNumber: 3 },
    ]);
  });

  it("accepts CRLF, blank lines and surrounding space, and points at the content", () => {
    expect(split([utf8(" \t{}  \r\n\r\n   \nx\r\n")]).lines).toEqual([
      { text: "{}", byteOffset: 2, byteLength: 2, lineNumber: 1 },
      { text: "x", byteOffset: 14, byteLength: 1, lineNumber: 4 },
    ]);
  });

  it("strips a byte order mark at offset 0 only", () => {
    const bom = [0xef, 0xbb, 0xbf];
    const { lines } = split([concatBytes(bom, "a\n", bom, "b\n")]);
    expect(lines.map((line) => [line.text, line.byteOffset])).toEqual([
      ["a", 3],
      ["\u00ef\u00bb\u00bfb", 5],
    ]);
    expect(split([concatBytes(bom)]).lines).toEqual([]);
    expect(texts(split([concatBytes(bom.slice(0, 2), "\n")]).lines)).toEqual(["\u00ef\u00bb"]);
  });

  it("splits at line feeds only: U+2028, U+2029, form feed and a lone CR are content", () => {
    const { lines } = split([utf8("a\u2028b\u2029c\fd\re\n")]);
    expect(lines).toHaveLength(1);
  });

  it("holds what follows the last line break until its break comes", () => {
    const { lines, splitter } = split([utf8('{"a":1}\n{"b"')], { isFinished: false });
    expect(texts(lines)).toEqual(['{"a":1}']);
    expect([splitter.bytes, splitter.pendingBytes]).toEqual([12, 4]);
    splitter.push(utf8(":2}\n"));
    expect(texts(lines)).toEqual(['{"a":1}', '{"b":2}']);
    expect([splitter.bytes, splitter.pendingBytes]).toEqual([16, 0]);
  });

  it("takes the rest as a line when it is finished, once", () => {
    const { lines, splitter } = split([utf8("a\nb")]);
    splitter.finish();
    expect(lines.map((line) => [line.text, line.byteOffset])).toEqual([
      ["a", 0],
      ["b", 2],
    ]);
    expect([splitter.bytes, splitter.pendingBytes]).toEqual([3, 0]);
  });

  it("does not copy a line that lies within one chunk", () => {
    const chunk = utf8("first\nsecond\n");
    const buffers: ArrayBufferLike[] = [];
    const splitter = new LineSplitter({
      onLine: (bytes) => buffers.push(bytes.buffer),
      onLineTooLong: () => expect.unreachable(),
    });
    splitter.push(chunk);
    expect(buffers).toEqual([chunk.buffer, chunk.buffer]);
    expect(buffers.every((buffer) => buffer === chunk.buffer)).toBe(true);
  });

  it("skips a line above the limit, says where it was, and goes on with the next", () => {
    const content = utf8(`ok\n${"x".repeat(11)}\n${"y".repeat(10)}\nend\n`);
    for (const size of [1, 4, 7, content.length]) {
      const { lines } = split(inChunksOf(content, size), { maxLineBytes: 10 });
      expect(lines).toEqual([
        { text: "ok", byteOffset: 0, byteLength: 2, lineNumber: 1 },
        { text: "<too long>", byteOffset: 3, byteLength: 11, lineNumber: 2 },
        { text: "y".repeat(10), byteOffset: 15, byteLength: 10, lineNumber: 3 },
        { text: "end", byteOffset: 26, byteLength: 3, lineNumber: 4 },
      ]);
    }
  });

  it("counts a line above the limit that never ends as pending, then as too long", () => {
    const { lines, splitter } = split([utf8("x".repeat(15)), utf8("x".repeat(15))], {
      maxLineBytes: 10,
      isFinished: false,
    });
    expect([lines.length, splitter.pendingBytes]).toEqual([0, 30]);
    splitter.finish();
    expect(lines).toEqual([{ text: "<too long>", byteOffset: 0, byteLength: 30, lineNumber: 1 }]);
  });

  it("reads a line of several megabytes that comes in small pieces", () => {
    const size = 5 * 1024 * 1024;
    const { lines } = split(inChunksOf(utf8(`${"z".repeat(size)}\nnext\n`), 65_536), {
      maxLineBytes: 64 * 1024 * 1024,
    });
    expect(lines.map((line) => line.byteLength)).toEqual([size, 4]);
  });

  it("gives the same lines for every chunk size", () => {
    const bom = [0xef, 0xbb, 0xbf];
    const content = concatBytes(
      bom,
      '{"n":"é😀\u2028"}\r\n\n  {"a":1}\t\r\n',
      `${"x".repeat(60)}\n`,
      [0, 0, 10],
      "tail",
    );
    const whole = split([content], { maxLineBytes: 40 });
    expect(whole.lines).toHaveLength(5);
    for (let size = 1; size <= content.length; size += 1) {
      const { lines, splitter } = split(inChunksOf(content, size), { maxLineBytes: 40 });
      expect(lines).toEqual(whole.lines);
      expect(splitter.bytes).toBe(content.length);
    }
  });

  it("gives the same lines for any chunking of any bytes", () => {
    const byte = fc.oneof(fc.constantFrom(0x0a, 0x0d, 0x20, 0xef, 0xbb, 0xbf, 0x7b), fc.nat({ max: 255 }));
    const content = fc.array(byte, { maxLength: 120 }).map((bytes) => Uint8Array.from(bytes));
    fc.assert(
      fc.property(content, fc.array(fc.nat({ max: 1000 }), { maxLength: 12 }), (bytes, places) => {
        const options = { maxLineBytes: 20 };
        const expected = split([bytes], options).lines;
        expect(split(cutAt(bytes, places), options).lines).toEqual(expected);
        for (const line of expected) {
          const end = line.byteOffset + line.byteLength;
          expect(end === bytes.length || bytes.indexOf(0x0a, end) >= end || !bytes.includes(0x0a, end)).toBe(
            true,
          );
        }
      }),
      { numRuns: 500 },
    );
  });
});

function inChunksOf(bytes: Uint8Array, size: number): readonly Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
    bytes.slice(n * size, (n + 1) * size),
  );
}
