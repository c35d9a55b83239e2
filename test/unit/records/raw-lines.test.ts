import { describe, expect, it } from "vitest";
import { naiveStamp, pythonJson, shiftStamp } from "../../fixtures/python-json.ts";
import { rawFile, rawUsage } from "../../fixtures/raw-lines-other.ts";
import { rawCall, rawRun, rawTwinPair } from "../../fixtures/raw-lines.ts";

describe("raw line builders", () => {
  it("write floats, escapes and separators as json.dumps does", () => {
    expect(pythonJson({ cost: 0, input_tokens: 4, name: "é😀\u007f", list: [1, null, true] })).toBe(
      String.raw`{"cost": 0.0, "input_tokens": 4, "name": "\u00e9\ud83d\ude00\u007f", "list": [1, null, true]}`,
    );
    expect(pythonJson([3.2e-6, 0.0006482, 1e16, 1e-10, NaN, -Infinity])).toBe(
      "[3.2e-06, 0.0006482, 1e+16, 1e-10, NaN, -Infinity]",
    );
  });

  it("drop a key that is overridden with undefined", () => {
    expect(rawCall({ tier: undefined })).not.toContain('"tier"');
  });

  it("leave out the fraction of a whole second, as isoformat does", () => {
    expect(naiveStamp(Date.UTC(2026, 0, 1))).toBe("2026-01-01T00:00:00");
    expect(shiftStamp("2026-01-01T00:00:00", -0.25)).toBe("2025-12-31T23:59:59.999750");
  });

  it("give twins one content and two identities", () => {
    const [first, second] = rawTwinPair({ latency_ms: 100 }, { runId: "r1", gapMs: 2, latencyDeltaMs: 3 });
    expect(JSON.parse(first)).toMatchObject({ user_id: "workflow", latency_ms: 100, metadata: {} });
    expect(JSON.parse(second)).toMatchObject({ user_id: null, latency_ms: 103, metadata: { run_id: "r1" } });
    expect(JSON.parse(second)).toMatchObject({ timestamp: "2026-02-01T12:00:00.252000" });
  });

  it("end every line of a file with a line break", () => {
    expect(rawFile(rawRun(), rawUsage()).split("\n")).toHaveLength(3);
  });
});
