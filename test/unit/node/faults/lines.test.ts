import { utimes, writeFile } from "node:fs/promises";

import { expect, it } from "vitest";

import { rawCall } from "../../../fixtures/raw-lines.ts";
import { callIds } from "../dataset-figures.ts";
import { secondProcess } from "../second-process.ts";
import { nextEvent, startedSource, until } from "../source-fixture.ts";
import { faultRow } from "./fault-rows.ts";
import { line, shows } from "./live-folder.ts";
import { countsOf, problemsOf, writtenPieces } from "./written-pieces.ts";

const MEGABYTE = 1024 * 1024;
const { folder, following, inPieces } = writtenPieces();

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
