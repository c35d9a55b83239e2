import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readFuzzOptions, usage } from "../../../scripts/lib/fuzz-options.mjs";
import { repoRoot } from "../../../scripts/lib/paths.mjs";

describe("readFuzzOptions", () => {
  it("has a default for each", () => {
    expect(readFuzzOptions([])).toEqual({ lines: 1_000_000, firstSeed: 1 });
    expect(readFuzzOptions(["400"])).toEqual({ lines: 400, firstSeed: 1 });
    expect(readFuzzOptions(["400", "77"])).toEqual({ lines: 400, firstSeed: 77 });
  });

  it.each([
    [["--lines=10000000"]],
    [["many"]],
    [["0"]],
    [["-5"]],
    [["1.5"]],
    [["1e3"]],
    [[""]],
    [["400", "seed"]],
    [["400", "1", "more"]],
  ])("refuses %s", (argv) => {
    expect(() => readFuzzOptions(argv)).toThrow(TypeError);
  });
});

describe("npm run fuzz", () => {
  it("ends with 2 and says how it is used when it does not understand", () => {
    const program = join(repoRoot, "scripts", "fuzz.mjs");
    const wrong = () => execFileSync(process.execPath, [program, "--lines=10"], { stdio: "pipe" });
    expect(wrong).toThrow(expect.objectContaining({ status: 2, stdout: Buffer.alloc(0) }));
    expect(wrong).toThrow(usage.trim());
  });
});
