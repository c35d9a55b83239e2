import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { lineOfOffset } from "../../../src/node/line-position.ts";
import { scratchFolder } from "./scratch.ts";

async function fileOf(content: string | Uint8Array): Promise<string> {
  const path = join(await scratchFolder(), "file");
  await writeFile(path, content);
  return path;
}

describe("lineOfOffset", () => {
  it("counts lines from 1 and characters as editors do", async () => {
    const path = await fileOf("ab\nc😀é{x\n");
    expect(await lineOfOffset(path, 0)).toEqual({ lineNumber: 1, byteColumn: 0, character: 0 });
    expect(await lineOfOffset(path, 2)).toEqual({ lineNumber: 1, byteColumn: 2, character: 2 });
    expect(await lineOfOffset(path, 3)).toEqual({ lineNumber: 2, byteColumn: 0, character: 0 });
    expect(await lineOfOffset(path, 10)).toEqual({ lineNumber: 2, byteColumn: 7, character: 4 });
  });

  it("does not count a byte order mark as a character", async () => {
    expect(await lineOfOffset(await fileOf("\uFEFF{}\n"), 3)).toEqual({
      lineNumber: 1,
      byteColumn: 3,
      character: 0,
    });
  });

  it("gives the end of the file for an offset past it", async () => {
    const path = await fileOf("a\nbc");
    expect(await lineOfOffset(path, 99)).toEqual({ lineNumber: 2, byteColumn: 2, character: 2 });
    await expect(lineOfOffset(`${path}.gone`, 0)).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("agrees with splitting the text, over many chunks", async () => {
    const text = "some words\n\n".repeat(60_000);
    const path = await fileOf(text);
    const check = fc.asyncProperty(fc.nat({ max: text.length }), async (offset) => {
      const lines = text.slice(0, offset).split("\n");
      const character = lines.at(-1)?.length ?? 0;
      expect(await lineOfOffset(path, offset)).toEqual({
        lineNumber: lines.length,
        byteColumn: character,
        character,
      });
    });
    await fc.assert(check, { numRuns: 20 });
  });
});
