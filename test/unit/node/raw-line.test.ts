import { appendFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { beforeEach, describe, expect, it } from "vitest";

import { loadOnce } from "../../../src/node/load-once.ts";
import { RAW_LINE_CAP_BYTES, readRecordBytes } from "../../../src/node/raw-line.ts";
import { rootFromDir } from "../../../src/node/roots.ts";
import { rawCall } from "../../fixtures/raw-lines.ts";
import { scratchFolder } from "./scratch.ts";

let root = "";
let path = "";

beforeEach(async () => {
  root = await scratchFolder(".empathy");
  path = join(root, "llm_calls.jsonl");
});

describe("readRecordBytes", () => {
  it("reads back each record at the place that ingest gave it", async () => {
    const records = [rawCall({ call_id: "é\u2028" }), rawCall(), rawCall(), rawCall()];
    const [first, second, third, fourth] = records;
    await writeFile(path, `\uFEFF${first}\r\n  ${second} \n\n${third}${fourth}\r\n`);
    const { dataset } = await loadOnce([rootFromDir(root)], { naiveTimeZone: "UTC", nowMs: Date.now() });
    const { calls } = dataset;
    const texts: string[] = [];
    for (let row = 0; row < calls.count; row++) {
      const read = await readRecordBytes(path, calls.byteOffset(row), calls.byteLength(row));
      texts.push(read.ok ? Buffer.from(read.value).toString() : read.error.kind);
    }
    expect(texts).toEqual(records);
  });

  it.each([
    ["cut", () => truncate(path, 20)],
    ["replaced by shifted lines", () => writeFile(path, `{"short": 1}\n${rawCall()}\n`.repeat(3))],
    ["replaced by other text", () => writeFile(path, "x".repeat(5_000))],
    ["emptied", () => truncate(path, 0)],
  ])("says that the file has changed when it was %s", async (_name, change) => {
    const line = rawCall();
    await writeFile(path, `${rawCall()}\n${line}\n`);
    const offset = Buffer.byteLength(line) + 1;
    await change();
    const read = await readRecordBytes(path, offset, Buffer.byteLength(line));
    expect(read).toEqual({ ok: false, error: { kind: "changed" } });
  });

  it("takes two records for none, though they begin and end like one", async () => {
    await writeFile(path, '{"a": 1}\n{"b": 2}\n');
    expect(await readRecordBytes(path, 0, 17)).toEqual({ ok: false, error: { kind: "changed" } });
    expect(await readRecordBytes(path, 9, 8)).toMatchObject({ ok: true });
  });

  it("reads nothing of length 0, of a file that is gone, or above the limit", async () => {
    await writeFile(path, "{}\n");
    expect(await readRecordBytes(path, 0, 0)).toEqual({ ok: false, error: { kind: "changed" } });
    const gone = await readRecordBytes(`${path}.gone`, 0, 2);
    expect(gone).toEqual({ ok: false, error: { kind: "unreadable", code: "ENOENT" } });
    const byteLength = RAW_LINE_CAP_BYTES + 1;
    expect(await readRecordBytes(path, 0, byteLength)).toEqual({
      ok: false,
      error: { kind: "too-long", byteLength },
    });
  });

  it("reads a record of several MB", async () => {
    const line = rawCall({ error_message: "x".repeat(5_000_000) });
    await writeFile(path, "\n");
    await appendFile(path, `${line}\n`);
    const read = await readRecordBytes(path, 1, line.length);
    expect(read.ok && read.value.byteLength).toBe(line.length);
  });
});
