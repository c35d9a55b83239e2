import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { FingerprintRecorder, matchesFingerprint } from "../../../src/node/read-fingerprint.ts";
import { MemoryFs } from "./memory-fs.ts";

const NAME = "llm_calls.jsonl";

function fileOf(bytes: Uint8Array) {
  const fs = new MemoryFs("/ws/.empathy");
  fs.replace(NAME, bytes);
  return fs.open(fs.path(NAME));
}

function record(bytes: Uint8Array, cuts: readonly number[] = []): FingerprintRecorder {
  const recorder = new FingerprintRecorder();
  let from = 0;
  for (const cut of [...cuts.map((at) => at % (bytes.length + 1)), bytes.length].toSorted((a, b) => a - b)) {
    // The caller's buffer is reused: the recorder must not keep it.
    const chunk = Uint8Array.from(bytes.subarray(from, cut));
    recorder.push(chunk);
    chunk.fill(0);
    from = cut;
  }
  return recorder;
}

const content = fc.uint8Array({ minLength: 0, maxLength: 12_000, size: "max" });

describe("FingerprintRecorder", () => {
  it("gives the same fingerprint whatever the chunks", () => {
    const check = fc.property(content, fc.array(fc.nat(), { maxLength: 8 }), (bytes, cuts) => {
      expect(record(bytes, cuts).current()).toEqual(record(bytes).current());
      expect(record(bytes, cuts).offset).toBe(bytes.length);
    });
    fc.assert(check, { numRuns: 100 });
  });

  it("matches the file it was taken of, and that file grown", async () => {
    const check = fc.asyncProperty(content, content, async (bytes, more) => {
      const grown = Buffer.concat([bytes, more]);
      expect(await matchesFingerprint(await fileOf(grown), record(bytes).current())).toBe(true);
    });
    await fc.assert(check, { numRuns: 100 });
  });

  it.each([
    ["first", 0],
    ["last of the head", 4_095],
    ["first of the tail", 10_000 - 4_096],
    ["last", 9_999],
  ])("does not match when the %s byte is another", async (_name, at) => {
    const bytes = Uint8Array.from({ length: 10_000 }, (_, n) => n % 251);
    const { ...known } = record(bytes).current();
    bytes[at] = 255;
    expect(await matchesFingerprint(await fileOf(bytes), known)).toBe(false);
  });

  it("does not match a file that has become shorter", async () => {
    const bytes = new Uint8Array(6_000);
    expect(await matchesFingerprint(await fileOf(bytes.subarray(0, 5_999)), record(bytes).current())).toBe(
      false,
    );
  });
});
