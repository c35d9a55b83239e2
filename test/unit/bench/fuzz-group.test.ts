import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { differencesIn } from "../../../bench/groups/fuzz.mjs";

const ended = (code: number, stdout: string) => ({ code, stdout, output: stdout });

beforeEach(() => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});

afterEach(() => {
  vi.restoreAllMocks();
});

describe("differencesIn", () => {
  it("is 0 when all lines were compared", () => {
    expect(
      differencesIn(ended(0, "100000 lines, no difference\n100400 lines, no difference\n"), 100_300),
    ).toBe(0);
  });

  it("is 1 when the comparison ended with a difference", () => {
    expect(differencesIn(ended(1, "100000 lines, no difference\nDifference: row 1\n"), 200_000)).toBe(1);
  });

  it.each([
    ["a crash", 1, "100000 lines, no difference\nRuntimeError: unreachable"],
    ["a crash after the last lines", 1, "200000 lines, no difference\n"],
    ["an end without a word", 0, ""],
    ["an end before all lines", 0, "100000 lines, no difference\n"],
    ["no number of lines", 0, "NaN lines, no difference\n"],
  ])("throws for %s", (_title, code, stdout) => {
    expect(() => differencesIn(ended(code, stdout), 200_000)).toThrow("the comparison broke");
  });
});
