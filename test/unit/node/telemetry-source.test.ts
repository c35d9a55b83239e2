import { appendFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { rawCall } from "../../fixtures/raw-lines.ts";
import { scratchFolder } from "./scratch.ts";
import { startedSource, until } from "./source-fixture.ts";

describe("TelemetrySource", () => {
  it("shows an appended record without polling", async () => {
    const root = await scratchFolder(".empathy");
    await writeFile(join(root, "llm_calls.jsonl"), `${rawCall()}\n`);
    const source = await startedSource(root);
    expect(source.dataset.calls.count).toBe(1);
    await appendFile(join(root, "llm_calls.jsonl"), `${rawCall()}\n`);
    await until(source, () => source.dataset.calls.count === 2);
  });
});
