import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { gates } from "../../../bench/gates.mjs";
import { markedPart, withMarkedPart } from "../../../bench/lib/docs-table.mjs";
import { judgeAll, type Finding } from "../../../bench/lib/evaluate.mjs";
import { readOptions } from "../../../bench/lib/options.mjs";
import { markdownTable, textTable } from "../../../bench/lib/report.mjs";

const document = readFileSync(join(import.meta.dirname, "../../../docs/performance.md"), "utf8");
const limitsIn = (table: string): readonly string[] =>
  table
    .split("\n")
    .filter((line) => /^\| [PE]\d/.test(line))
    .map((line) => line.split("|").slice(1, 4).join("|"));

describe("docs/performance.md", () => {
  it("shows every gate with the limit that is measured against", () => {
    const shown = limitsIn(markedPart(document) ?? "");
    expect(shown).toEqual(limitsIn(markdownTable(judgeAll(gates, new Map()))));
  });
});

describe("withMarkedPart", () => {
  it("puts a text between the marks and leaves the rest", () => {
    const changed = withMarkedPart(document, "| new |");
    expect(markedPart(changed)).toBe("| new |");
    expect(withMarkedPart(changed, markedPart(document) ?? "")).toBe(document);
  });

  it("refuses a document without marks", () => {
    expect(() => withMarkedPart("# Performance", "x")).toThrow("lacks the marks");
  });
});

describe("textTable", () => {
  it("says of each gate whether it holds, fails, broke or was not measured", () => {
    const tested = gates.filter(({ id }) => ["P1", "P4", "P13", "P14"].includes(id));
    const findings = new Map<string, Finding>([
      ["P1", 2.5],
      ["P4", 1],
      ["P13", { reason: "a trap", isBroken: true }],
    ]);
    const lines = textTable(judgeAll(tested, findings)).split("\n");
    expect(lines.map((line) => line.split(/ {2,}/).at(-1))).toEqual([
      "measured",
      "ok",
      "FAILED",
      "BROKEN: a trap",
      "not measured: not asked for",
    ]);
  });
});

describe("readOptions", () => {
  it("has a default for each", () => {
    expect(readOptions([], [])).toEqual({
      only: [],
      runs: 1,
      rounds: 5,
      lines: 1_000_000,
      fuzzLines: 1_000_000,
      hasVscode: true,
      writesDocs: false,
      isHelp: false,
    });
  });

  it.each([["--only=P99"], ["--rounds=0"], ["--runs=0"], ["--lines=many"], ["--unknown"]])(
    "refuses %s",
    (argument) => {
      expect(() => readOptions([argument], ["P1"])).toThrow(TypeError);
    },
  );

  it.each([["--only=P1"], ["--no-vscode"]])(
    "refuses to write the table after a part of the gates: %s",
    (part) => {
      expect(() => readOptions([part, "--docs"], ["P1"])).toThrow("--docs writes the whole table");
    },
  );
});
