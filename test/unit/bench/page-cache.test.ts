import { describe, expect, it } from "vitest";
import { leastColdShareOf } from "../../../bench/groups/page-cache.mjs";

describe("leastColdShareOf", () => {
  it("is that of the process that read least from storage", () => {
    const runs = [{ storageBytes: 100 }, { storageBytes: 20 }, { storageBytes: 100 }];
    expect(leastColdShareOf(runs, 100)).toBe(0.2);
  });

  it("is no number when one process was not told", () => {
    expect(leastColdShareOf([{ storageBytes: 100 }, { storageBytes: null }], 100)).toBeNaN();
  });
});
