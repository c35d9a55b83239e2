import * as fc from "fast-check";
import { expect, it } from "vitest";
import { Dataset } from "../../src/core/store/dataset.ts";
import { recordId } from "../../src/core/store/record-id.ts";
import { TagMatcher } from "../../src/extension/tags/tag-matcher.ts";
import type { RecordTags } from "../../src/node/tag-store.ts";
import { aCall } from "../fixtures/records.ts";

const LABELS = ["a.jsonl", "b.jsonl"];
const noPath = (): null => null;

const lineArbitrary = fc.record({
  file: fc.integer({ min: 0, max: 1 }),
  ownId: fc.constantFrom("x", "y", "z"),
});
const tagArbitrary = fc.record({
  file: fc.integer({ min: 0, max: 2 }),
  line: fc.integer({ min: 0, max: 8 }),
  ownId: fc.constantFrom("id:x", "id:y", "id:z", "id:none", null),
});

it("finds in steps what it finds at once, and only the records themselves", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(lineArbitrary, { maxLength: 16 }),
      fc.array(tagArbitrary, { maxLength: 6 }),
      fc.integer({ min: 1, max: 5 }),
      async (linesOfFiles, tagged, step) => {
        const dataset = new Dataset();
        const files = LABELS.map((label) => dataset.registerFile({ label, kind: "call", rootId: 0 }));
        const entries: readonly RecordTags[] = tagged.map(({ file, line, ownId }) => ({
          record: { id: recordId("call", LABELS[file] ?? "gone.jsonl", line * 10), ownId },
          tags: ["t"],
        }));
        const inSteps = new TagMatcher(dataset, entries, noPath);
        const own = new Map<string, string>();
        const lineCounts = [0, 0];
        for (const [at, { file, ownId }] of linesOfFiles.entries()) {
          const line = lineCounts[file] ?? 0;
          lineCounts[file] = line + 1;
          own.set(recordId("call", LABELS[file] ?? "", line * 10), `id:${ownId}`);
          const ref = files[file];
          const place = { byteOffset: line * 10, byteLength: 9, lineNumber: line + 1 };
          if (ref !== undefined) dataset.addRecord(ref, place, aCall({ callId: ownId }));
          if (at % step === 0) await inSteps.match();
        }
        const matches = await inSteps.match();
        expect(await inSteps.match()).toBe(matches);
        const sorted = (list: typeof matches) => list.map((match) => JSON.stringify(match)).toSorted();
        expect(sorted(matches)).toEqual(sorted(await new TagMatcher(dataset, entries, noPath).match()));
        for (const { id, record } of matches) {
          if (record.ownId === null) expect(id).toBe(record.id);
          else expect(own.get(id)).toBe(record.ownId);
        }
        for (const { record } of entries) {
          const isThere = record.ownId === null ? own.has(record.id) : own.get(record.id) === record.ownId;
          if (isThere) expect(matches).toContainEqual({ id: record.id, record });
        }
      },
    ),
  );
});
