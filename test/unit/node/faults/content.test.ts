import { writeFile, utimes } from "node:fs/promises";

import { expect, it } from "vitest";

import type { TelemetryDataset } from "../../../../src/core/store/tables.ts";
import { loadOnce } from "../../../../src/node/load-once.ts";
import { rootFromDir } from "../../../../src/node/roots.ts";
import type { TelemetrySource } from "../../../../src/node/telemetry-source.ts";
import { rawCall } from "../../../fixtures/raw-lines.ts";
import { callIds, figuresOf } from "../dataset-figures.ts";
import { inSecondProcess, lastingProcess, secondProcess } from "../second-process.ts";
import { nextEvent, startedSource, until } from "../source-fixture.ts";
import { faultRow } from "./fault-rows.ts";
import { line, liveFolder, shows } from "./live-folder.ts";

const MEGABYTE = 1024 * 1024;
const folder = liveFolder();

/** Appends the bytes given in hex to a path, one piece for each line heard. */
const writer = lastingProcess(`for (;;) {
  const [path, hex] = hear().split(" ");
  const file = fs.openSync(path, "a");
  fs.writeSync(file, Buffer.from(hex, "hex"));
  fs.closeSync(file);
  say("written");
}`);

/** A source that follows a file written in pieces by another process. */
async function following(options: { readonly naiveTimeZone?: string } = {}) {
  const source = await startedSource(folder.root, options);
  const write = async (piece: string | Uint8Array): Promise<void> => {
    writer.tell(`${folder.calls} ${Buffer.from(piece).toString("hex")}`);
    await writer.said();
    await source.refresh();
  };
  return { source, write };
}

/** Writes a content in two pieces, cut at each of these places in turn into a file of its own. */
async function inPieces(content: string | Uint8Array, cut: number): Promise<TelemetrySource> {
  const bytes = Buffer.from(content);
  const { source, write } = await following();
  await write(bytes.subarray(0, cut));
  await write(bytes.subarray(cut));
  const once = await loadOnce([rootFromDir(folder.root)], { naiveTimeZone: "UTC", nowMs: Date.now() });
  expect(figuresOf(source.dataset)).toEqual(figuresOf(once.dataset));
  return source;
}

const countsOf = ({ dataset }: TelemetrySource) => dataset.files()[0]?.counts;

/** Severity, reason and place of each problem. */
function problemsOf({ dataset }: TelemetrySource): readonly (readonly [string, string, number, number])[] {
  return dataset
    .files()
    .flatMap(({ problems }) =>
      problems.map(
        ({ severity, reason, line: { lineNumber, byteOffset } }) =>
          [severity, reason, lineNumber, byteOffset] as const,
      ),
    );
}

function workflowOf(dataset: TelemetryDataset, id: string): string | null {
  const row = callIds(dataset).indexOf(id);
  return dataset.combos.get(dataset.calls.combo(row)).workflow;
}

faultRow("partial-line", () => {
  it("holds what follows the last line break, and counts it once when it is whole", async () => {
    const { source, write } = await following();
    const [a, b] = [line("a"), line("b")];
    await write(a + b.slice(0, 100));
    expect(callIds(source.dataset)).toEqual(["a"]);
    await write(b.slice(100, -1));
    // Whole, but for the line break.
    expect(callIds(source.dataset)).toEqual(["a"]);
    await write("\n");
    expect(callIds(source.dataset)).toEqual(["a", "b"]);
    expect(countsOf(source)).toMatchObject({ lines: 2, records: 2, unreadable: 0, repaired: 0 });
    expect(source.generation).toBe(1);
  });

  it("reads a record that comes byte by byte", async () => {
    const { source, write } = await following();
    const record = '{"call_id":"\u2028","estimated_cost":0.5}\n';
    for (const byte of Buffer.from(record)) await write(Uint8Array.of(byte));
    expect(callIds(source.dataset)).toEqual(["\u2028"]);
    expect(source.dataset.calls.costNano(0)).toBe(500_000_000);
    expect(source.generation).toBe(1);
  });

  it("says that a line is unfinished once it has stood for 2 s, and no more when it ends", async () => {
    await writeFile(folder.calls, line("a") + line("b").slice(0, 100));
    const source = await startedSource(folder.root);
    expect(countsOf(source)?.pendingBytes).toBe(0);
    const old = new Date(Date.now() - 3_000);
    await writeFile(folder.calls, line("a") + line("c").slice(0, 50));
    await utimes(folder.calls, old, old);
    await until(source, () => countsOf(source)?.pendingBytes === 50);
    expect(callIds(source.dataset)).toEqual(["a"]);
    await writeFile(folder.calls, line("c").slice(50), { flag: "a" });
    await shows(source, ["a", "c"]);
    expect(countsOf(source)?.pendingBytes).toBe(0);
  });

  it("finds out by itself that a line has stood for 2 s", async () => {
    await writeFile(folder.calls, line("a").slice(0, 100));
    const source = await startedSource(folder.root, { pollMs: 0 });
    expect(countsOf(source)?.pendingBytes).toBe(0);
    await nextEvent(source, () => countsOf(source)?.pendingBytes === 100);
  });

  it("forgets an unfinished line with the file that had it", async () => {
    await writeFile(folder.calls, line("a") + '{"call_id":"half');
    const source = await startedSource(folder.root);
    await writeFile(folder.calls, `${line("b")}"}\n`);
    await shows(source, ["b"]);
  });
});

faultRow("long-lines", () => {
  it("reads lines of megabytes, in whatever pieces they come", async () => {
    const { source, write } = await following();
    const long = Buffer.from(`${rawCall({ call_id: "long", error_message: "x".repeat(5 * MEGABYTE) })}\n`);
    for (let at = 0; at < long.length; at += MEGABYTE - 7) await write(long.subarray(at, at + MEGABYTE - 7));
    await write(line("b"));
    expect(callIds(source.dataset)).toEqual(["long", "b"]);
    expect(countsOf(source)).toMatchObject({ unreadable: 0, pendingBytes: 0 });
  });

  it("skips a line above 64 MB, counts it with its place, and reads on behind it", async () => {
    const [a, c] = [line("a"), line("c")];
    await writeFile(folder.calls, a);
    const source = await startedSource(folder.root, { pollMs: 0 });
    const script = `const block = Buffer.alloc(1024 * 1024, "x");
      const file = fs.openSync(args[0], "a");
      for (let n = 0; n < 65; n++) fs.writeSync(file, block);
      say("written");
      hear();
      fs.writeSync(file, "\\n" + args[1]);`;
    const writer = secondProcess(script, [folder.calls, c]);
    expect(await writer.said()).toBe("written");
    await source.refresh();
    expect(problemsOf(source)).toEqual([]);
    writer.tell("on");
    await shows(source, ["a", "c"]);
    expect(problemsOf(source)).toEqual([["dropped", "line-too-long", 2, a.length]]);
    expect(countsOf(source)).toMatchObject({ lines: 3, records: 2, unreadable: 1 });
    expect(source.generation).toBe(1);
  });
});

faultRow("line-ends", () => {
  const content = `\r\n ${line("a").trim()}\r\n\n\t\n${line("b").trim()} \t\r\n   \n\r\n${line("c")}`;

  it.each([1, 2, content.indexOf("\r\n\n") + 1, content.length - 1])(
    "accepts CRLF, blank lines and surrounding space, cut at byte %i",
    async (cut) => {
      const source = await inPieces(content, cut);
      expect(callIds(source.dataset)).toEqual(["a", "b", "c"]);
      expect(countsOf(source)).toMatchObject({ lines: 3, records: 3, unreadable: 0, repaired: 0 });
      expect(source.dataset.calls.byteOffset(0)).toBe(3);
    },
  );
});

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
