import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import type { Pacer as PacerClass } from "../../../src/node/pacer.ts";
import { Pacer } from "../../../src/node/pacer.ts";
import { rawCall } from "../../fixtures/raw-lines.ts";
import { scratchFolder } from "./scratch.ts";
import { sourceOn } from "./source-fixture.ts";

function busyFor(durationMs: number): void {
  const end = performance.now() + durationMs;
  while (performance.now() < end);
}

/** Counts turns of the event loop while a piece of work goes on. */
async function turnsDuring(work: (pacer: PacerClass) => Promise<void>): Promise<number> {
  let turns = 0;
  let isOver = false;
  const count = (): void => {
    turns += 1;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  await work(new Pacer());
  isOver = true;
  return turns;
}

describe("Pacer", () => {
  it("gives the event loop a turn after a slice of work, and none before", async () => {
    const short = await turnsDuring(async (pacer) => {
      for (let n = 0; n < 1_000; n++) await pacer.breathe();
    });
    const long = await turnsDuring(async (pacer) => {
      for (let n = 0; n < 4; n++) {
        busyFor(9);
        await pacer.breathe();
      }
    });
    expect(long).toBeGreaterThanOrEqual(4);
    expect(short).toBeLessThan(long);
  });
});

describe("loading", () => {
  it("lets the event loop turn many times while it reads a large file", async () => {
    const root = await scratchFolder(".empathy");
    const line = `${rawCall()}\n`;
    await writeFile(join(root, "llm_calls.jsonl"), line.repeat(20_000));
    const source = sourceOn(root);
    const turns = await turnsDuring(() => source.start());
    expect(source.dataset.calls.count).toBe(20_000);
    expect(turns).toBeGreaterThan((20_000 * line.length) / (256 * 1024));
  });
});
