import { readdirSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { packFile, unpackFile } from "../../../../src/node/history/gzip-file.ts";
import { packedFs } from "../../../../src/node/history/packed-fs.ts";
import { loadOnce } from "../../../../src/node/load-once.ts";
import { rootFromDir } from "../../../../src/node/roots.ts";
import { scratchFolder } from "../scratch.ts";
import { bundled, runKilledAt } from "./killed-process.ts";

const NAME = "llm_calls.jsonl";
const TEXT = Array.from({ length: 400 }, (_, n) =>
  JSON.stringify({ call_id: `c-${n}`, timestamp: "2026-02-01T12:00:00Z", estimated_cost: n / 7 }),
)
  .join("\n")
  .concat("\n");
const PROGRAM = `
  import { packFile, unpackFile } from "./src/node/history/gzip-file.ts";
  export const run = async (path, isBack) => {
    await packFile(path);
    if (isBack) await unpackFile(path);
  };`;

async function countIn(folder: string): Promise<number> {
  const { dataset } = await loadOnce([rootFromDir(folder)], {
    naiveTimeZone: "UTC",
    nowMs: Date.UTC(2026, 1, 2),
    fs: packedFs,
  });
  return dataset.calls.count;
}

it.each([[false], [true]])(
  "holds every record once whenever it is killed (back again: %s)",
  async (isBack) => {
    const program = await bundled(PROGRAM, await scratchFolder("program"));
    let outcome = "killed";
    let step = 0;
    for (; outcome === "killed"; step++) {
      const folder = await scratchFolder("archive");
      const path = join(folder, NAME);
      await writeFile(path, TEXT);
      outcome = await runKilledAt(program, step + 1, [path, isBack]);
      expect(await countIn(folder), `killed before step ${step + 1}`).toBe(400);
      await unpackFile(path);
      expect(readFileSync(path, "utf8")).toBe(TEXT);
      await packFile(path);
      await unpackFile(path);
      expect(readdirSync(folder)).toEqual([NAME]);
      expect(readFileSync(path, "utf8")).toBe(TEXT);
    }
    expect(step).toBeGreaterThan(5);
  },
  60_000,
);
