import { mkdtempSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readResult, waitForResult } from "../../../scripts/lib/suite-result.mjs";
import { countsLine } from "../../../scripts/lib/tally.mjs";

let dir = "";

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "empathy-suite-test-"));
});

afterEach(() => rm(dir, { recursive: true, force: true }));

describe("readResult", () => {
  it("fails the scenario when the suite left no file, and names the test that was running", async () => {
    await writeFile(join(dir, "empty.log"), "started: a\npassed: a (1 ms)\nstarted: takes the host down\n");
    const { passed, failures } = await readResult(dir, "empty");
    expect(passed).toBe(0);
    expect(failures[0]?.detail).toContain("started: takes the host down");
  });

  it("fails the scenario when the suite never started", async () => {
    expect(countsLine(await readResult(dir, "empty"))).toBe("0 passed, 1 failed, 0 skipped");
  });

  it("counts what the file says", async () => {
    const result = { scenario: "empty", passed: 2, failures: [{ title: "t", message: "m" }], skips: ["s"] };
    await writeFile(join(dir, "empty.json"), JSON.stringify(result));
    expect(countsLine(await readResult(dir, "empty"))).toBe("2 passed, 1 failed, 1 skipped");
  });
});

describe("waitForResult", () => {
  it("settles as soon as the file is there", async () => {
    const waiting = waitForResult(dir, "empty", new AbortController().signal);
    await writeFile(join(dir, "empty.json"), "{}");
    await expect(waiting).resolves.toBe(true);
  });

  it("says so when it is ended before", async () => {
    const ended = new AbortController();
    const waiting = waitForResult(dir, "empty", ended.signal);
    ended.abort();
    await expect(waiting).resolves.toBe(false);
  });
});
