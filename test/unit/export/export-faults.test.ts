import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { describeExportError, exportErrorOf } from "../../../src/node/export/export-error.ts";
import type { ExportRequest } from "../../../src/node/export/export-file.ts";
import { exportRecords } from "../../../src/node/export/export-file.ts";
import { rawCall, rawRun } from "../../fixtures/raw-lines.ts";
import { TelemetryFolder } from "./telemetry-folder.ts";

let folder: TelemetryFolder;

beforeEach(() => {
  folder = new TelemetryFolder();
});

afterEach(() => {
  folder.remove();
});

function leftovers(): readonly string[] {
  return readdirSync(folder.path).filter((name) => name.endsWith(".tmp"));
}

describe("faults", () => {
  beforeEach(() => {
    folder.append("llm_calls.jsonl", ...Array.from({ length: 3000 }, () => rawCall()));
  });

  it("leaves nothing when it is cancelled", async () => {
    const abort = new AbortController();
    const request = await folder.request({
      signal: abort.signal,
      onProgress: (done) => {
        if (done > 0) abort.abort();
      },
    });
    expect(await exportRecords(request)).toEqual({ ok: false, error: { kind: "cancelled" } });
    expect(existsSync(request.outPath)).toBe(false);
    expect(leftovers()).toEqual([]);
  });

  it("keeps the file that was there before when it is cancelled at the end", async () => {
    const abort = new AbortController();
    const request = await folder.request({
      signal: abort.signal,
      onProgress: (done, total) => {
        if (done === total) abort.abort();
      },
    });
    writeFileSync(request.outPath, "before");
    expect((await exportRecords(request)).ok).toBe(false);
    expect(readFileSync(request.outPath, "utf8")).toBe("before");
  });

  it("reports progress from nothing to all", async () => {
    const seen: number[] = [];
    await exportRecords(await folder.request({ onProgress: (done, total) => seen.push(done / total) }));
    expect(seen).toEqual([0, 1024 / 3000, 2048 / 3000, 1]);
  });

  it.runIf(existsSync("/dev/full"))("says that a disk is full, and leaves the device alone", async () => {
    const result = await exportRecords(await folder.request({ outPath: "/dev/full" }));
    expect(result).toEqual({ ok: false, error: { kind: "no-space", path: "/dev/full" } });
    expect(existsSync("/dev/full")).toBe(true);
  });

  it("says that a folder is missing, or is one itself", async () => {
    const missing = await exportRecords(await folder.request({ outPath: folder.file("no/out.csv") }));
    expect(missing).toMatchObject({ ok: false, error: { kind: "no-folder" } });
    mkdirSync(folder.file("taken"));
    const taken = await exportRecords(await folder.request({ outPath: folder.file("taken") }));
    expect(taken).toMatchObject({ ok: false, error: { kind: "io", code: "EISDIR" } });
  });

  it("replaces a file and follows a link to it", async () => {
    writeFileSync(folder.file("real.jsonl"), "before");
    symlinkSync("real.jsonl", folder.file("link.jsonl"));
    await exportRecords(await folder.request({ outPath: folder.file("link.jsonl") }));
    expect(readFileSync(folder.file("real.jsonl"), "utf8").split("\n")).toHaveLength(3001);
    expect(leftovers()).toEqual([]);
  });

  it("does not hide a fault of our own", async () => {
    const request = await folder.request({
      onProgress: () => {
        throw new RangeError("ours");
      },
    });
    await expect(exportRecords(request)).rejects.toThrow("ours");
    expect(leftovers()).toEqual([]);
  });
});

describe("telemetry that changes while it is exported", () => {
  const calls = "llm_calls.jsonl";

  /** Exports after the files were changed; a failure must leave the file that was there before. */
  async function exportAfter(change: () => void, over: Partial<ExportRequest> = {}) {
    const request = await folder.request(over);
    writeFileSync(request.outPath, "before");
    change();
    const result = await exportRecords(request);
    if (!result.ok) expect(readFileSync(request.outPath, "utf8")).toBe("before");
    expect(leftovers()).toEqual([]);
    return result;
  }

  const changed = (name: string) => ({ ok: false, error: { kind: "changed", path: folder.file(name) } });
  const rewrite = (name: string, ...lines: readonly string[]) =>
    writeFileSync(folder.file(name), lines.map((line) => `${line}\n`).join(""));

  it.each([
    ["emptied", () => rewrite(calls)],
    ["cut", () => truncateSync(folder.file(calls), 100)],
    ["rotated away", () => renameSync(folder.file(calls), folder.file(`${calls}.1`))],
    ["overwritten", () => rewrite(calls, rawCall({ call_id: "two" }))],
    [
      "overwritten with the same id",
      () => rewrite(calls, rawCall({ call_id: "one", workflow_name: "other-name1" })),
    ],
    [
      "overwritten with another cost",
      () => rewrite(calls, rawCall({ call_id: "one", estimated_cost: 0.0046 })),
    ],
    ["overwritten with what is no record", () => rewrite(calls, "x".repeat(5000))],
  ])("fails when a file is %s", async (_name, change) => {
    folder.append(calls, rawCall({ call_id: "one" }));
    expect(await exportAfter(change)).toEqual(changed(calls));
  });

  it("fails for runs too, and for a file whose place is not known any more", async () => {
    folder.append("workflow_runs.jsonl", rawRun({ run_id: "one" }));
    const rename = () => rewrite("workflow_runs.jsonl", rawRun({ run_id: "two" }));
    expect(await exportAfter(rename, { recordKind: "runs" })).toEqual(changed("workflow_runs.jsonl"));
    folder.append(calls, rawCall());
    const request = await folder.request();
    const lost = { ...request, loaded: { ...request.loaded, pathOf: () => null } };
    expect(await exportRecords(lost)).toEqual({ ok: false, error: { kind: "changed", path: calls } });
  });

  it("fails in the middle and leaves nothing", async () => {
    folder.append(calls, ...Array.from({ length: 3000 }, () => rawCall()));
    const request = await folder.request({
      onProgress: (done) => {
        if (done > 0) rewrite(calls);
      },
    });
    expect(await exportRecords(request)).toEqual(changed(calls));
    expect(existsSync(request.outPath)).toBe(false);
    expect(leftovers()).toEqual([]);
  });

  it("tells a file that cannot be opened from one that changed", async () => {
    folder.append(calls, rawCall());
    const loop = () => {
      rmSync(folder.file(calls));
      symlinkSync(calls, folder.file(calls));
    };
    expect(await exportAfter(loop)).toEqual({
      ok: false,
      error: { kind: "unreadable", path: folder.file(calls), code: "ELOOP" },
    });
  });

  it("does not mind what is appended meanwhile", async () => {
    folder.append(calls, rawCall({ call_id: "one" }));
    const append = () => void folder.append(calls, rawCall({ call_id: "two" }));
    expect(await exportAfter(append)).toMatchObject({ ok: true, value: { records: 1 } });
  });

  it("reads back whatever ingest could mend", async () => {
    folder.append(
      calls,
      `\ufeff${rawCall({ metadata: { n: 1 } })}`,
      rawCall({ call_id: "nan", latency_ms: 1200 }).replace("1200", "NaN"),
      `${rawCall({ call_id: "a" })}${rawCall({ call_id: "b", estimated_cost: -0 })}`,
      rawCall({ call_id: null, workflow_name: 7, estimated_cost: "x", timestamp: "never" }),
      rawCall({ call_id: "\ud800", workflow_name: "\ud83d\ude00 \u0000" }),
    );
    expect(await exportAfter(() => undefined)).toMatchObject({ ok: true, value: { records: 6 } });
  });
});

describe("export errors", () => {
  it.each([
    ["EACCES", "denied", "may not be written"],
    ["EROFS", "denied", "may not be written"],
    ["EDQUOT", "no-space", "No space is left"],
    ["ENOTDIR", "no-folder", "does not exist"],
    ["EBUSY", "io", "could not be written (EBUSY)"],
  ])("%s is %s", (code, kind, text) => {
    const error = exportErrorOf(Object.assign(new Error(code), { code }), "x.csv");
    expect(error?.kind).toBe(kind);
    expect(error === null ? "" : describeExportError(error)).toContain(text);
  });

  it("are not made of other faults", () => {
    expect(exportErrorOf(new RangeError("x"), "x.csv")).toBeNull();
    expect(exportErrorOf("text", "x.csv")).toBeNull();
    expect(describeExportError({ kind: "cancelled" })).toContain("cancelled");
    expect(describeExportError({ kind: "changed", path: "x" })).toContain("changed while it was exported");
    expect(describeExportError({ kind: "unreadable", path: "x", code: "EIO" })).toContain("(EIO)");
  });
});

describe("memory", () => {
  it("stays bounded for 200,000 records with a few very long ones", async () => {
    const chunk = Array.from({ length: 10_000 }, () => rawCall({ metadata: { note: "x".repeat(40) } }));
    for (let part = 0; part < 20; part++) folder.append("llm_calls.jsonl", ...chunk);
    folder.append(
      "llm_calls.jsonl",
      ...Array.from({ length: 4 }, () => rawCall({ metadata: { long: "y".repeat(4e6) } })),
    );
    let mostBytes = 0;
    let piece = 0;
    const request = await folder.request({
      format: "csv",
      onProgress: () => {
        if (piece++ % 20 === 0) mostBytes = Math.max(mostBytes, process.memoryUsage().arrayBuffers);
      },
    });
    const before = process.memoryUsage().arrayBuffers;
    const result = await exportRecords(request);
    expect(result).toEqual({ ok: true, value: { path: request.outPath, records: 200_004 } });
    expect(mostBytes - before).toBeLessThan(64 * 1024 * 1024);
  }, 60_000);
});
