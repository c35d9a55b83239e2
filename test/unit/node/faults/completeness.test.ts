import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { FAULTS } from "./fault-rows.ts";

const sources = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith(".test.ts"))
  .map((name) => readFileSync(join(import.meta.dirname, name), "utf8"));

/** What each row's block holds, up to the next row or the end of its file. */
const blocks = sources.flatMap((text) =>
  [...text.matchAll(/^faultRow\("([a-z-]+)",([^]*?)(?=^faultRow\(|$(?![^]))/gm)].map((match) => ({
    fault: match[1] ?? "",
    body: match[2] ?? "",
  })),
);

describe("the list of faults", () => {
  it("has a row of tests for each fault, and no other rows", () => {
    const rows = new Set(blocks.map(({ fault }) => fault));
    expect([...rows].toSorted()).toEqual(Object.keys(FAULTS).toSorted());
  });

  it("has a test in each row", () => {
    const empty = blocks.filter(({ body }) => !/\bit(\.each|\.runIf)?\(/.test(body));
    expect(empty.map(({ fault }) => fault)).toEqual([]);
  });

  it("leaves no test out", () => {
    expect(sources.filter((text) => /\.(skip|skipIf|todo|only)\b/.test(text))).toEqual([]);
  });
});
