import { chmodSync, existsSync, readFileSync, statSync } from "node:fs";
import { appendFile, link, readdir, readFile, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import * as fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { packFile, unpackFile } from "../../../../src/node/history/gzip-file.ts";
import { packedFs } from "../../../../src/node/history/packed-fs.ts";
import { loadOnce } from "../../../../src/node/load-once.ts";
import { rootFromDir } from "../../../../src/node/roots.ts";
import { scratchFolder } from "../scratch.ts";

const NAME = "llm_calls.jsonl";
let folder = "";
let path = "";

beforeEach(async () => {
  folder = await scratchFolder("archive");
  path = join(folder, NAME);
});

const line = (n: number): string =>
  `${JSON.stringify({ call_id: `c-${n}`, timestamp: "2026-02-01T12:00:00Z", estimated_cost: 0.5 })}\n`;
const lines = (count: number): string => Array.from({ length: count }, (_, n) => line(n)).join("");
const load = () =>
  loadOnce([rootFromDir(folder)], { naiveTimeZone: "UTC", nowMs: Date.UTC(2026, 1, 2), fs: packedFs });

describe("packFile and unpackFile", () => {
  it("give back any bytes, and its permissions", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 5000 }), async (bytes) => {
        await writeFile(path, bytes);
        chmodSync(path, 0o640);
        expect(await packFile(path)).toBe("packed");
        expect(await readdir(folder)).toEqual([`${NAME}.gz`]);
        expect(gunzipSync(await readFile(`${path}.gz`))).toEqual(Buffer.from(bytes));
        await unpackFile(path);
        expect(await readdir(folder)).toEqual([NAME]);
        expect(await readFile(path)).toEqual(Buffer.from(bytes));
        expect(statSync(path).mode & 0o777).toBe(0o640);
      }),
      { numRuns: 30 },
    );
  });

  it("go on where they were broken off: a copy in part, or beside the file", async () => {
    await writeFile(path, "all of it\n");
    await writeFile(`${path}.gz.part`, "half");
    expect(await packFile(path)).toBe("packed");
    await writeFile(path, "all of it\n");
    expect(await packFile(path)).toBe("packed");
    await writeFile(`${path}.part`, "ha");
    await unpackFile(path);
    expect([await readdir(folder), readFileSync(path, "utf8")]).toEqual([[NAME], "all of it\n"]);
  });

  it("keep both where the copy is of something else", async () => {
    await writeFile(path, "mine\n");
    await writeFile(`${path}.gz`, gzipSync("other\n"));
    expect(await packFile(path)).toBe("changed");
    await expect(unpackFile(path)).rejects.toThrow("not a copy");
    await writeFile(`${path}.gz`, "not gzip at all");
    expect(await packFile(path)).toBe("changed");
    expect(await readdir(folder)).toEqual([NAME, `${NAME}.gz`]);
  });

  it("believe the file where it has grown beyond its copy", async () => {
    await writeFile(path, "first\n");
    await writeFile(`${path}.gz`, gzipSync("first\n"));
    await appendFile(path, "second\n");
    expect(await packFile(path)).toBe("changed");
    await unpackFile(path);
    expect([await readdir(folder), readFileSync(path, "utf8")]).toEqual([[NAME], "first\nsecond\n"]);
  });

  it("follow no link, and do nothing where there is no copy", async () => {
    await writeFile(join(folder, "elsewhere"), "x");
    await symlink(join(folder, "elsewhere"), path);
    expect(await packFile(path)).toBe("not-a-file");
    await unpackFile(path);
    expect(readFileSync(path, "utf8")).toBe("x");
  });

  it("leave a file that has a second name: an undo was broken off", async () => {
    await writeFile(path, "records\n");
    await link(path, join(folder, "second-name"));
    expect(await packFile(path)).toBe("linked");
    expect((await readdir(folder)).toSorted()).toEqual([NAME, "second-name"]);
  });

  it("leave a damaged copy alone", async () => {
    await writeFile(`${path}.gz`, gzipSync(lines(50)));
    await truncate(`${path}.gz`, 60);
    await expect(unpackFile(path)).rejects.toThrow();
    expect(existsSync(path)).toBe(false);
    expect(existsSync(`${path}.gz`)).toBe(true);
  });
});

describe("packedFs", () => {
  it("reads compressed files like others, at the same addresses", async () => {
    await writeFile(path, lines(3000));
    const plain = await load();
    const addressOf = ({ dataset }: typeof plain) => [
      dataset.calls.count,
      dataset.calls.byteOffset(2999),
      dataset.files().map(({ file, counts }) => [file.label, counts]),
      dataset.locate(`call:${NAME}:${line(0).length}`)?.row,
    ];
    await packFile(path);
    expect(addressOf(await load())).toEqual(addressOf(plain));
  });

  it("reads a record once where the file is there beside its copy", async () => {
    await writeFile(path, lines(2));
    await writeFile(`${path}.gz`, gzipSync(lines(2)));
    expect((await load()).dataset.calls.count).toBe(2);
  });

  it.each([
    ["cut off", (bytes: Buffer) => bytes.subarray(0, bytes.length - 12)],
    ["of no such kind", () => Buffer.from("plain text, and enough of it")],
    ["with a byte changed", (bytes: Buffer) => Buffer.from(bytes).fill(0x55, 40, 44)],
    ["of several parts", (bytes: Buffer) => Buffer.concat([bytes, bytes])],
  ])("names a file %s as one that could not be read", async (_, damage) => {
    await writeFile(`${path}.gz`, damage(gzipSync(lines(2000))));
    const { unreadableFiles } = await load();
    expect(unreadableFiles).toEqual([{ path, code: "EILSEQ" }]);
  });
});
