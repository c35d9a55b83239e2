import { describe, expect, it } from "vitest";
import type { FileRef } from "../../src/core/ingest/record-sink.ts";
import { Dataset } from "../../src/core/store/dataset.ts";
import { reportHealth } from "../../src/core/rollup/report-health.ts";
import type { HealthReport } from "../../src/core/rollup/health.ts";
import type { FileState } from "../../src/core/store/tables.ts";
import { DisposableStore } from "../../src/extension/disposable-store.ts";
import { DismissedNotices } from "../../src/extension/telemetry/dismissed-notices.ts";
import type { NoticeFacts } from "../../src/extension/telemetry/notices.ts";
import { buildNotices } from "../../src/extension/telemetry/notices.ts";
import { panelState } from "../../src/extension/telemetry/panel-state.ts";
import type { SourceFile } from "../../src/node/source-events.ts";
import { FakeMemento, resetFake } from "../fakes/vscode-state.ts";
import { as } from "./support/live.ts";

const NOW_MS = Date.UTC(2026, 1, 2);
const HOUR_MS = 3_600_000;

/** The health of nothing but files, by the default limit of a day. */
function withFiles(...files: readonly Partial<FileState>[]): HealthReport {
  const empty = { bytes: 0, lines: 0, records: 0, unreadable: 0, repaired: 0, pendingBytes: 0 };
  const states = files.map((state, fileId): FileState => {
    const file: FileRef = { fileId, label: `${fileId}.jsonl`, kind: "call", rootId: 0 };
    const defaults = {
      file,
      counts: empty,
      state: "ok" as const,
      newestAtMs: null,
      problemCount: 0,
      problems: [],
    };
    return { ...defaults, ...state };
  });
  const dataset = new Dataset();
  dataset.files = () => states;
  return reportHealth(dataset, NOW_MS, 24 * HOUR_MS);
}

const counts = (records: number, unreadable = 0): FileState["counts"] => ({
  bytes: 1,
  lines: 1,
  records,
  unreadable,
  repaired: 0,
  pendingBytes: 0,
});

function facts(overrides: Partial<NoticeFacts> = {}): NoticeFacts {
  return {
    health: withFiles({ counts: counts(1), newestAtMs: NOW_MS - HOUR_MS }),
    files: [],
    isReading: false,
    isSample: false,
    isTrusted: true,
    timeZone: "UTC",
    locale: "en",
    offersHomeStore: false,
    nestedFolders: [],
    archivedTo: null,
    ...overrides,
  };
}

const textOf = (overrides: Partial<NoticeFacts>): string =>
  buildNotices(facts(overrides))[0]?.notice.text ?? "";

const file = (overrides: Partial<SourceFile>): SourceFile => ({
  fileId: 1,
  path: "/x/a.jsonl",
  label: "a.jsonl",
  state: "ok",
  errorCode: null,
  cutAtMs: null,
  ...overrides,
});

const idsOf = (overrides: Partial<NoticeFacts>): readonly string[] =>
  buildNotices(facts(overrides)).map(({ notice }) => notice.id);

describe("buildNotices", () => {
  it("says nothing when nothing is the matter", () => {
    expect(idsOf({})).toEqual([]);
  });

  it("says each thing once, the most important first", () => {
    const health = withFiles(
      { state: "denied" },
      { counts: counts(1, 1), newestAtMs: NOW_MS - 25 * HOUR_MS },
    );
    const files = [file({ errorCode: "EACCES" }), file({ errorCode: "EBUSY" }), file({ cutAtMs: NOW_MS })];
    const others = { offersHomeStore: true, nestedFolders: ["a"], archivedTo: "x/archive" };
    const overrides = { health, files, ...others };
    expect(idsOf(overrides)).toEqual([
      "denied",
      "failing",
      "cut",
      "stale",
      "partly-unreadable",
      "archived",
      "nested-folders",
      "home-store",
    ]);
    expect(idsOf({ ...overrides, isTrusted: false })).not.toContain("nested-folders");
    expect(idsOf({ ...overrides, isSample: true })).toEqual(["sample-data"]);
  });

  it("is stale only past the limit, and not while reading", () => {
    const at = (newestAtMs: number) => withFiles({ counts: counts(1), newestAtMs });
    expect(idsOf({ health: at(NOW_MS - 24 * HOUR_MS) })).toEqual([]);
    expect(idsOf({ health: at(NOW_MS - 24 * HOUR_MS - 1) })).toEqual(["stale"]);
    expect(idsOf({ health: at(NOW_MS - 48 * HOUR_MS), isReading: true })).toEqual([]);
  });

  it("takes no file for news, or for lines of its own, that the figures leave out", () => {
    const usage = { fileId: 1, label: "usage.jsonl", kind: "overlap" as const, rootId: 0 };
    const newestAtMs = NOW_MS - 48 * HOUR_MS;
    const overlap = { file: usage, state: "overlap" as const, counts: counts(1, 7), newestAtMs: NOW_MS };
    expect(idsOf({ health: withFiles({ counts: counts(1), newestAtMs }, overlap) })).toEqual(["stale"]);
  });

  it("tells a refusal from a failure that may pass, with its code", () => {
    expect(textOf({ files: [file({ errorCode: "EPERM" })] })).toBe("No permission to read a.jsonl.");
    expect(textOf({ files: [file({ errorCode: "EBUSY" }), file({})] })).toMatch(
      /^a\.jsonl \(EBUSY\) cannot be read just now\. What was read before is shown/,
    );
  });

  it("says when a file was cut and what that may have lost, and says it again of the next cut", async () => {
    resetFake();
    expect(textOf({ files: [file({ cutAtMs: NOW_MS })] })).toMatch(
      /^a\.jsonl \(.*2026.*\) was cut or rewritten in place\. .* is lost\.$/,
    );
    const dismissed = new DismissedNotices(as(new FakeMemento()));
    await dismissed.dismiss("cut", buildNotices(facts({ files: [file({ cutAtMs: NOW_MS })] })));
    const visible = (cutAtMs: number) =>
      dismissed.visible(buildNotices(facts({ files: [file({ cutAtMs })] })));
    expect(visible(NOW_MS)).toEqual([]);
    expect(visible(NOW_MS + 1)).toHaveLength(1);
  });

  it("counts lines, and names few of many", () => {
    expect(textOf({ health: withFiles({ counts: counts(1, 1) }) })).toContain("1 line could");
    expect(textOf({ health: withFiles({ counts: counts(1, 1200) }) })).toContain("1,200 lines could");
    expect(textOf({ nestedFolders: ["a", "b", "c", "d", "e"] })).toContain("a, b, c and 2 more");
  });
});

describe("DismissedNotices", () => {
  it("hides a notice until what it speaks of changes", async () => {
    resetFake();
    const dismissed = new DismissedNotices(as(new FakeMemento()));
    const one = buildNotices(facts({ archivedTo: "one" }));
    await dismissed.dismiss("archived", one);
    expect(dismissed.visible(one)).toEqual([]);
    expect(dismissed.visible(buildNotices(facts({ archivedTo: "two" })))).toHaveLength(1);
  });

  it("keeps what may not be dismissed", async () => {
    const dismissed = new DismissedNotices(as(new FakeMemento()));
    const sample = buildNotices(facts({ isSample: true }));
    await dismissed.dismiss("sample-data", sample);
    expect(dismissed.visible(sample)).toHaveLength(1);
  });
});

describe("panelState", () => {
  const loading = { bytesRead: 1, bytesTotal: 2 };

  it.each([
    ["no-folder", panelState(withFiles(), [], loading)],
    ["loading", panelState(withFiles(), ["x"], loading)],
    ["no-files", panelState(withFiles(), ["x"], null)],
    // Its records are shown until it is certain that it does not come back.
    ["ready", panelState(withFiles({ state: "gone", counts: counts(1) }), ["x"], null)],
    ["ready", panelState(withFiles({ counts: counts(1) }, { state: "denied" }), ["x"], null)],
    ["no-records", panelState(withFiles({ counts: counts(0, 3) }, { state: "denied" }), ["x"], null)],
    ["denied", panelState(withFiles({ state: "denied" }), ["x"], null)],
  ])("is %s", (kind, state) => {
    expect(state.kind).toBe(kind);
  });

  it("counts what could not be read", () => {
    expect(panelState(withFiles({ counts: counts(0, 3) }), ["x"], null)).toEqual({
      kind: "no-records",
      files: ["0.jsonl"],
      unreadable: 3,
    });
  });
});

describe("DisposableStore", () => {
  it("disposes the newest first, and what arrives too late at once", () => {
    const order: number[] = [];
    const store = new DisposableStore();
    const item = (n: number) => ({ dispose: () => void order.push(n) });
    const second = item(2);
    store.add(item(1));
    store.add(second);
    store.add(item(3));
    store.delete(second);
    store.delete(second);
    store.dispose();
    store.dispose();
    store.add(item(4));
    expect(order).toEqual([2, 3, 1, 4]);
  });
});
