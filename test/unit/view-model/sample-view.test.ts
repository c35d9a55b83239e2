import { describe, expect, it } from "vitest";
import { ReferenceScanner } from "../../../src/core/ingest/reference-scanner.ts";
import { fileKindOf } from "../../../src/core/records/file-kind.ts";
import { sampleHistory } from "../../../src/core/sample/sample-history.ts";
import { Dataset } from "../../../src/core/store/dataset.ts";
import { jsonBytes, MAX_VIEW_BYTES } from "../../../src/core/view-model/bound-view.ts";
import { buildPanelView } from "../../../src/core/view-model/build-panel-view.ts";
import { FEED_PAGE_SIZE } from "../../../src/core/view-model/panel-intent.ts";
import { DEFAULT_INTENT } from "../../../src/core/view-model/panel-intent.ts";
import { inputOf, intentOf } from "./panel-fixture.ts";

const nowMs = Date.UTC(2026, 2, 20, 15);

function sampleDataset(): Dataset {
  const dataset = new Dataset();
  for (const [name, text] of sampleHistory({ nowMs, days: 40, timeZone: "UTC", seed: 3 })) {
    const file = dataset.registerFile({
      label: `.empathy/${name}`,
      kind: fileKindOf(name) ?? "overlap",
      rootId: 0,
    });
    const scanner = new ReferenceScanner(file, dataset, { naiveTimeZone: "UTC", nowMs });
    scanner.push(Buffer.from(text));
    dataset.setFileCounts(file.fileId, scanner.counts);
  }
  return dataset;
}

describe("the view of believable data", () => {
  const dataset = sampleDataset();

  it.each(["today", "7d"] as const)(
    "carries a whole page of calls and of runs for %s within its bound",
    (kind) => {
      for (const feedKind of ["calls", "runs"] as const) {
        const intent = intentOf({ range: { kind }, feed: { ...DEFAULT_INTENT.feed, kind: feedKind } });
        const view = buildPanelView(inputOf(dataset, { nowMs, intent }));
        expect(jsonBytes(view)).toBeLessThanOrEqual(MAX_VIEW_BYTES);
        expect(view.feed.rows).toHaveLength(Math.min(FEED_PAGE_SIZE, view.feed.total));
      }
    },
  );
});
