import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { callIds } from "./dataset-figures.ts";
import { scratchFolder } from "./scratch.ts";
import { APPEND_CALLS, inSecondProcess } from "./second-process.ts";
import { startedSource, until } from "./source-fixture.ts";

const WRITERS = 8;
const RECORDS = 2_000;

describe("eight writers at once", () => {
  it.each([
    ["a watcher's word", 0],
    ["watching and polling", 5],
  ])("lose no record and double none, by %s", { timeout: 60_000 }, async (_name, pollMs) => {
    const root = await scratchFolder(".empathy");
    await mkdir(join(root, "monitor"));
    const source = await startedSource(root, { pollMs });
    const path = join(root, "llm_calls.jsonl");
    const writers = Array.from({ length: WRITERS }, (_, n) =>
      inSecondProcess(APPEND_CALLS, [path, `w${n}`, String(RECORDS)]),
    );
    await Promise.all(writers);
    await until(source, () => source.dataset.calls.count >= WRITERS * RECORDS);
    await source.refresh();
    const ids = callIds(source.dataset);
    expect(ids).toHaveLength(WRITERS * RECORDS);
    expect(new Set(ids).size).toBe(WRITERS * RECORDS);
    expect(source.dataset.files()[0]?.counts).toMatchObject({ unreadable: 0, repaired: 0, pendingBytes: 0 });
    // Appends alone are no reason to read a file anew.
    expect(source.generation).toBe(1);
  });
});
