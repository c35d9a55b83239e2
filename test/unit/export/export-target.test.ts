import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { exportRecords } from "../../../src/node/export/export-file.ts";
import { rawCall } from "../../fixtures/raw-lines.ts";
import { TelemetryFolder } from "./telemetry-folder.ts";

let folder: TelemetryFolder;
let recorded = "";

beforeEach(() => {
  folder = new TelemetryFolder();
  folder.append("llm_calls.jsonl", rawCall({ call_id: "a" }), rawCall({ call_id: "b" }));
  recorded = readFileSync(folder.file("llm_calls.jsonl"), "utf8");
});

afterEach(() => {
  folder.remove();
});

/** Exports to a path and tells how it ended; the telemetry must be as it was in any case. */
async function exportTo(outPath: string) {
  const result = await exportRecords(await folder.request({ outPath }));
  expect(readFileSync(folder.file("llm_calls.jsonl"), "utf8")).toBe(recorded);
  return result;
}

describe("a target that is telemetry itself", () => {
  const refused = (path: string) => ({ ok: false, error: { kind: "is-telemetry", path } });

  it("is refused when it is a file that was read", async () => {
    const path = folder.file("llm_calls.jsonl");
    expect(await exportTo(path)).toEqual(refused(path));
    chmodSync(path, 0o444);
    expect(await exportTo(path)).toEqual(refused(path));
  });

  it("is refused under any other name of that file", async () => {
    symlinkSync("llm_calls.jsonl", folder.file("link.jsonl"));
    linkSync(folder.file("llm_calls.jsonl"), folder.file("hard.jsonl"));
    symlinkSync(folder.path, folder.file("again"));
    for (const name of ["link.jsonl", "hard.jsonl", "again/llm_calls.jsonl"]) {
      const path = folder.file(name);
      expect(await exportTo(path)).toEqual(refused(path));
    }
  });

  it.each(["llm_calls.2026.jsonl", "workflow_runs.jsonl", "usage.jsonl.1", "LLM_Calls.JSONL"])(
    "is refused when %s would be read as telemetry the next time",
    async (name) => {
      const path = folder.file(name);
      expect(await exportTo(path)).toEqual(refused(path));
      expect(existsSync(path)).toBe(false);
    },
  );

  it("is refused in a telemetry folder that was not read, and through a link that leads into one", async () => {
    mkdirSync(folder.file(".attune"));
    const inside = folder.file(".attune/llm_calls.jsonl");
    expect(await exportTo(inside)).toEqual(refused(inside));
    symlinkSync(join(".attune", "llm_calls.jsonl"), folder.file("out.jsonl"));
    const link = folder.file("out.jsonl");
    expect(await exportTo(link)).toEqual(refused(link));
    expect(existsSync(inside)).toBe(false);
  });

  it("is refused in a named folder that has no files yet", async () => {
    mkdirSync(folder.file("fresh"));
    const outPath = folder.file("fresh/llm_calls.jsonl");
    const request = await folder.request({ outPath });
    const loaded = { ...request.loaded, folders: [folder.file("fresh")] };
    expect(await exportRecords({ ...request, loaded })).toEqual(refused(outPath));
  });

  it("is taken with another name, and with such a name in another folder", async () => {
    mkdirSync(folder.file("elsewhere"));
    for (const name of ["calls.jsonl", "elsewhere/llm_calls.jsonl"]) {
      expect(await exportTo(folder.file(name))).toMatchObject({ ok: true, value: { records: 2 } });
    }
  });
});

describe("a target that is there already", () => {
  it("is refused when it is read-only", async () => {
    const path = folder.file("out.jsonl");
    writeFileSync(path, "kept");
    chmodSync(path, 0o444);
    expect(await exportTo(path)).toEqual({ ok: false, error: { kind: "denied", path } });
    expect(readFileSync(path, "utf8")).toBe("kept");
  });

  it("stays a link where it leads to nothing yet", async () => {
    mkdirSync(folder.file("far"));
    symlinkSync("next", folder.file("link.jsonl"));
    symlinkSync(join("far", "real.jsonl"), folder.file("next"));
    expect(await exportTo(folder.file("link.jsonl"))).toMatchObject({ ok: true });
    expect(lstatSync(folder.file("link.jsonl")).isSymbolicLink()).toBe(true);
    expect(readFileSync(folder.file("far/real.jsonl"), "utf8").split("\n")).toHaveLength(3);
  });

  it("is refused where it is a link that leads to itself, or into a missing folder", async () => {
    const path = folder.file("loop.jsonl");
    symlinkSync("loop.jsonl", path);
    expect(await exportTo(path)).toEqual({ ok: false, error: { kind: "io", path, code: "ELOOP" } });
    const lost = folder.file("lost.jsonl");
    symlinkSync(join("no", "x.jsonl"), lost);
    expect(await exportTo(lost)).toEqual({ ok: false, error: { kind: "no-folder", path: lost } });
  });
});
