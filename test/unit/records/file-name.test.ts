import { describe, expect, it } from "vitest";

import { liveNameOf } from "../../../src/core/records/file-name.ts";

describe("liveNameOf", () => {
  it.each([
    ["llm_calls.jsonl.1", "llm_calls.jsonl"],
    ["llm_calls.2026-01-01.2.jsonl", "llm_calls.jsonl"],
    ["usage.jsonl-20260101", "usage.jsonl"],
    ["llm_calls.jsonl", null],
    ["notes.txt", null],
  ])("of %s is %s", (name, live) => {
    expect(liveNameOf(name)).toBe(live);
  });
});
