import { writeFile } from "node:fs/promises";

import { expect, it } from "vitest";

import type { TelemetryDataset } from "../../../../src/core/store/tables.ts";
import { rawCall } from "../../../fixtures/raw-lines.ts";
import { callIds } from "../dataset-figures.ts";
import { inSecondProcess } from "../second-process.ts";
import { startedSource } from "../source-fixture.ts";
import { faultRow } from "./fault-rows.ts";
import { line, shows } from "./live-folder.ts";
import { countsOf, problemsOf, writtenPieces } from "./written-pieces.ts";

const { folder, following, inPieces } = writtenPieces();

function workflowOf(dataset: TelemetryDataset, id: string): string | null {
  const row = callIds(dataset).indexOf(id);
  return dataset.combos.get(dataset.calls.combo(row)).workflow;
}

faultRow("bom", () => {
  it.each([1, 2, 3, 40])("strips a mark at the start of a file, cut at byte %i", async (cut) => {
    const source = await inPieces(`\uFEFF${line("a")}${line("b")}`, cut);
    expect(callIds(source.dataset)).toEqual(["a", "b"]);
    expect(countsOf(source)).toMatchObject({ lines: 2, unreadable: 0, repaired: 0 });
    expect(source.dataset.calls.byteOffset(0)).toBe(3);
  });

  it("saves the record behind a mark elsewhere, and says that something stood there", async () => {
    const source = await inPieces(`${line("a")}\uFEFF${line("b")}`, 40);
    expect(callIds(source.dataset)).toEqual(["a", "b"]);
    expect(countsOf(source)).toMatchObject({ lines: 2, unreadable: 0, repaired: 1 });
  });
});

faultRow("line-separators", () => {
  const name = "one\u2028two\u2029three\u0085four";
  const content = line("a").replace("code-review", name) + line("b");
  const at = Buffer.from(content).indexOf("\u2028");

  it.each([at, at + 1, at + 2, at + 3])("keeps them as content, cut at byte %i", async (cut) => {
    const source = await inPieces(content, cut);
    expect(callIds(source.dataset)).toEqual(["a", "b"]);
    expect(workflowOf(source.dataset, "a")).toBe(name);
    expect(countsOf(source)).toMatchObject({ lines: 2, records: 2, unreadable: 0, repaired: 0 });
  });
});

faultRow("damage", () => {
  const [a, b, c] = [line("a"), line("b"), line("c")];
  const cases: readonly (readonly [string, string, readonly string[], ReturnType<typeof problemsOf>])[] = [
    ["a line of NULs", `${a}\0\0\0\0\n${b}`, ["a", "b"], [["dropped", "nul-bytes", 2, a.length]]],
    [
      "a hole before a record",
      `${a}\0\0\0\0${b}${c}`,
      ["a", "b", "c"],
      [["dropped", "nul-bytes", 2, a.length]],
    ],
    ["a torn line", `${a}${b.slice(0, 60)}\n${c}`, ["a", "c"], [["dropped", "torn-line", 2, a.length]]],
    ["the end of a torn line", `${a}${b.slice(60)}${c}`, ["a", "c"], [["dropped", "not-json", 2, a.length]]],
    ["glued records", `${a}${b.trim()}${c}`, ["a", "b", "c"], [["repaired", "glued-records", 2, a.length]]],
    [
      "a torn record with a whole one glued to it",
      `${a}${b.slice(0, 60)}${c}`,
      ["a", "c"],
      [
        ["repaired", "glued-records", 2, a.length],
        ["dropped", "torn-line", 2, a.length],
      ],
    ],
    ["no JSON", `${a}<html>\n${b}`, ["a", "b"], [["dropped", "not-json", 2, a.length]]],
    ["JSON that is no object", `${a}[1]\n${b}`, ["a", "b"], [["dropped", "not-an-object", 2, a.length]]],
  ];

  it.each(cases)(
    "counts %s with its place, and reads on at the next line",
    async (_name, content, ids, problems) => {
      const source = await inPieces(content, Math.floor(content.length / 2));
      expect(callIds(source.dataset)).toEqual(ids);
      expect(problemsOf(source)).toEqual(problems);
      const isSaved = problems.some(([severity]) => severity === "repaired") || ids.length === 3;
      expect(countsOf(source)).toMatchObject({ unreadable: isSaved ? 0 : 1, repaired: isSaved ? 1 : 0 });
    },
  );

  it("saves the record behind the hole that a writer leaves when its file is cut underneath", async () => {
    await writeFile(folder.calls, a + b);
    const source = await startedSource(folder.root, { pollMs: 0 });
    // Not opened for appending: it goes on at its own offset.
    const script = `const file = fs.openSync(args[0], "r+");
      const at = fs.fstatSync(file).size;
      fs.ftruncateSync(file);
      fs.writeSync(file, args[1], at);`;
    await inSecondProcess(script, [folder.calls, c]);
    await shows(source, ["c"]);
    expect(problemsOf(source)).toEqual([["dropped", "nul-bytes", 1, 0]]);
    expect(source.dataset.calls.byteOffset(0)).toBe((a + b).length);
  });
});

faultRow("not-a-number", () => {
  it.each(["NaN", "Infinity", "-Infinity"])(
    "takes %s for null, and leaves it alone within strings",
    async (token) => {
      const bad = line("a").replace("0.0045", token).replace("code-review", `is ${token}`);
      const source = await inPieces(bad + line("b"), 30);
      const { calls } = source.dataset;
      expect(callIds(source.dataset)).toEqual(["a", "b"]);
      expect([calls.costNano(0), calls.costNano(1)]).toEqual([Number.NaN, 4_500_000]);
      expect(workflowOf(source.dataset, "a")).toBe(`is ${token}`);
      expect(countsOf(source)).toMatchObject({ unreadable: 0, repaired: 1 });
      expect(problemsOf(source)).toEqual([["repaired", "nan-or-infinity", 1, 0]]);
    },
  );
});

faultRow("encoding", () => {
  const broken = (bytes: readonly number[]): Buffer => {
    const [before = "", after = ""] = line("a").split("code-review");
    return Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after + line("b"))]);
  };
  const escaped = (text: string): Buffer => Buffer.from(line("a").replace("code-review", text) + line("b"));

  it.each([
    ["a byte that begins nothing", broken([0x63, 0xff]), "c\ufffd"],
    ["a character cut short", broken([0x63, 0xe2, 0x80]), "c\ufffd"],
    ["a surrogate written in UTF-8", broken([0xed, 0xa0, 0x80]), "\ufffd\ufffd\ufffd"],
    ["an escaped surrogate alone", escaped(String.raw`c\ud83d`), "c\ufffd"],
    ["a pair the wrong way round", escaped(String.raw`\ude00\ud83d`), "\ufffd\ufffd"],
  ])("replaces %s and flags the record", async (_name, content, workflow) => {
    const source = await inPieces(content, content.indexOf("c\ufffd") + 60);
    expect(callIds(source.dataset)).toEqual(["a", "b"]);
    expect(workflowOf(source.dataset, "a")).toBe(workflow);
    expect(problemsOf(source)).toEqual([["repaired", "invalid-utf8", 1, 0]]);
    expect(countsOf(source)).toMatchObject({ unreadable: 0, repaired: 1 });
  });

  it.each([
    ["an escaped pair", String.raw`\ud83d\ude00`, "\u{1f600}"],
    ["an escaped backslash before a u", String.raw`\\ud83d`, String.raw`\ud83d`],
    ["the replacement character itself", "\ufffd", "\ufffd"],
  ])("flags nothing for %s", async (_name, text, workflow) => {
    const source = await inPieces(escaped(text), 70);
    expect(workflowOf(source.dataset, "a")).toBe(workflow);
    expect(problemsOf(source)).toEqual([]);
  });
});

faultRow("timestamps", () => {
  it("reads a naive time in the machine's zone, with a fraction or without, and others by their offset", async () => {
    const stamps: readonly (readonly [string, number])[] = [
      ["2026-02-01T12:00:00.250125", Date.UTC(2026, 1, 1, 3) + 250.125],
      ["2026-02-01T12:00:00", Date.UTC(2026, 1, 1, 3)],
      ["2026-02-01T12:00:00Z", Date.UTC(2026, 1, 1, 12)],
      ["2026-02-01T12:00:00.5+05:30", Date.UTC(2026, 1, 1, 6, 30) + 500],
      ["2026-02-01T12:00:00.250125Z", Date.UTC(2026, 1, 1, 12) + 250.125],
    ];
    const { source, write } = await following({ naiveTimeZone: "Asia/Tokyo" });
    for (const [at, [timestamp]] of stamps.entries())
      await write(`${rawCall({ call_id: `t${at}`, timestamp })}\n`);
    const { calls } = source.dataset;
    expect(stamps.map((_stamp, row) => calls.atMs(row))).toEqual(stamps.map(([, atMs]) => atMs));
    expect(countsOf(source)).toMatchObject({ unreadable: 0, repaired: 0 });
    expect(problemsOf(source)).toEqual([]);
  });

  it("keeps a record without a usable time, and says so with its place", async () => {
    const source = await inPieces(
      line("a").replace("2026-02-01T12:00:00.250000", "yesterday") + line("b"),
      9,
    );
    expect(callIds(source.dataset)).toEqual(["a", "b"]);
    expect(source.dataset.calls.atMs(0)).toBeNaN();
    expect(problemsOf(source)).toEqual([["odd-field", expect.any(String), 1, 0]]);
  });
});
