import { describe, expect, it } from "vitest";
import { NO_ARCHIVED_DAYS } from "../../../../src/core/store/archived-days.ts";
import { GenerationHolder } from "../../../../src/node/generation-holder.ts";
import { nodeFs } from "../../../../src/node/telemetry-fs.ts";

const NOW_MS = 1_000_000;
const settings = { roots: [], naiveTimeZone: "UTC" };
const archivedAt = (archivedAtMs: number | null) => ({
  day: "2026-02-01",
  timeZone: "UTC",
  calls: [],
  runs: [],
  stages: [],
  archivedAtMs,
});

describe("archived days beside a new generation", () => {
  it("are those that were archived before its reading began", async () => {
    const holder = new GenerationHolder(
      {
        fs: nodeFs,
        chunkBytes: 1024,
        now: () => NOW_MS,
        onProgress: () => undefined,
        onShown: () => undefined,
      },
      settings,
    );
    const days = [archivedAt(NOW_MS - 1), archivedAt(NOW_MS + 1), archivedAt(null)];
    holder.setArchivedDays(NO_ARCHIVED_DAYS, { days, damaged: [] });
    await holder.rebuild(settings, Promise.resolve());
    expect(holder.shown.dataset.archivedDays.days).toEqual([days[0], days[2]]);
    holder.dispose();
  });
});
