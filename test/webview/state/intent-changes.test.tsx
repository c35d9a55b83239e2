import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_INTENT } from "../../../src/core/view-model/panel-intent.ts";
import { parseToHostMessage } from "../../../src/protocol/to-host.ts";
import { PROTOCOL_VERSION } from "../../../src/protocol/version.ts";
import {
  clearPart,
  hasValue,
  isFiltered,
  nextSort,
  toggleValue,
  withFilter,
  withWindow,
} from "../../../webview/state/intent-changes.ts";
import type { FilterList } from "../../../webview/state/intent-changes.ts";
import { sortChange } from "../../../webview/feed/sort-change.ts";

const EMPTY = DEFAULT_INTENT.feed.filter;
const LISTS: readonly FilterList[] = ["workflows", "providers", "models", "tiers", "tags", "stages"];

describe("filters", () => {
  it("adds a value, and takes it out the second time", () => {
    fc.assert(
      fc.property(fc.constantFrom(...LISTS), fc.string({ maxLength: 512 }), (list, value) => {
        const added = toggleValue(EMPTY, list, value);
        expect(hasValue(added, list, value)).toBe(true);
        expect(isFiltered(added)).toBe(true);
        expect(toggleValue(added, list, value)).toEqual(EMPTY);
        expect(clearPart(added, list)).toEqual(EMPTY);
      }),
    );
  });

  it("takes only statuses that there are", () => {
    expect(toggleValue(EMPTY, "statuses", "error").statuses).toEqual(["error"]);
    expect(toggleValue(EMPTY, "statuses", "exploded")).toBe(EMPTY);
  });

  it("never makes a message that the host would drop, whatever is toggled", () => {
    const change = fc.record({ list: fc.constantFrom(...LISTS), value: fc.string({ maxLength: 700 }) });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 150 }), (changes) => {
        let filter = EMPTY;
        for (const { list, value } of changes) filter = toggleValue(filter, list, value);
        const intent = withFilter(filter)(DEFAULT_INTENT);
        const message = { type: "setIntent", version: PROTOCOL_VERSION, intentNumber: 1, intent };
        expect(parseToHostMessage(message)).not.toBeNull();
      }),
    );
  });

  it("knows a window and a run as filters, and clears them", () => {
    const windowed = withWindow({ fromMs: 1, toMs: 2 })(DEFAULT_INTENT).feed.filter;
    expect(isFiltered(windowed)).toBe(true);
    expect(clearPart(windowed, "window")).toEqual(EMPTY);
    expect(clearPart({ ...EMPTY, runId: "r" }, "runId")).toEqual(EMPTY);
    expect(isFiltered(EMPTY)).toBe(false);
  });
});

describe("sorting", () => {
  it("starts descending and turns round", () => {
    const byCost = nextSort({ field: "time", direction: "desc" }, "cost");
    expect(byCost).toEqual({ field: "cost", direction: "desc" });
    expect(nextSort(byCost, "cost").direction).toBe("asc");
    expect(nextSort(nextSort(byCost, "cost"), "cost").direction).toBe("desc");
  });

  it("sorts each kind of records by its own fields, back on the first page", () => {
    const paged = { ...DEFAULT_INTENT, feed: { ...DEFAULT_INTENT.feed, offset: 40 } };
    expect(sortChange("calls", "model")(paged).feed).toMatchObject({
      offset: 0,
      callSort: { field: "model" },
    });
    expect(sortChange("runs", "savings")(paged).feed).toMatchObject({ runSort: { field: "savings" } });
    expect(sortChange("runs", "model")(paged)).toBe(paged);
    expect(sortChange("calls", "savings")(paged)).toBe(paged);
  });
});
