import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TwinLimits } from "../../../src/core/store/twin-limits.ts";
import { TwinMatcher, type TwinRows } from "../../../src/core/store/twin-matcher.ts";

interface Line {
  readonly side: "first" | "second";
  readonly key: string;
  readonly atMs: number;
  readonly latencyMs: number;
  readonly byteOffset: number;
}

class Lines implements TwinRows {
  readonly #lines: readonly Line[];
  constructor(lines: readonly Line[]) {
    this.#lines = lines;
  }
  atMs(row: number): number {
    return this.#lines[row]?.atMs ?? Number.NaN;
  }
  latencyMs(row: number): number {
    return this.#lines[row]?.latencyMs ?? Number.NaN;
  }
  fileId(): number {
    return 0;
  }
  byteOffset(row: number): number {
    return this.#lines[row]?.byteOffset ?? 0;
  }
}

function aLine(over: Partial<Line> = {}): Line {
  return { side: "first", key: "k", atMs: 1000, latencyMs: 500, byteOffset: 0, ...over };
}

function second(over: Partial<Line> = {}): Line {
  return aLine({ side: "second", atMs: 1001, latencyMs: 501, ...over });
}

/** A matcher whose keys are texts: each has a combination of its own. */
class Matching {
  readonly #matcher: TwinMatcher;
  readonly #lines: readonly Line[];
  readonly #keys: string[] = [];

  constructor(lines: readonly Line[], limits?: TwinLimits) {
    this.#matcher = new TwinMatcher(new Lines(lines), limits);
    this.#lines = lines;
  }

  get waitingCount(): number {
    return this.#matcher.waitingCount;
  }

  offer(row: number): { readonly first: number; readonly second: number } | null {
    const { side, key, atMs, latencyMs } = this.#lines[row] ?? aLine();
    if (!this.#keys.includes(key)) this.#keys.push(key);
    const other = this.#matcher.offer({
      row,
      isSecond: side === "second",
      atMs,
      latencyMs,
      combo: this.#keys.indexOf(key),
      success: 2,
      inputTokens: 10,
      outputTokens: 0,
      estimatedCost: 30,
    });
    if (other < 0) return null;
    return side === "first" ? { first: row, second: other } : { first: other, second: row };
  }
}

/** Offers all lines in order; gives the pairs as "first-second" rows. */
function pairsOf(lines: readonly Line[], limits?: TwinLimits): string[] {
  const matcher = new Matching(lines, limits);
  return lines.flatMap((line, row) => {
    const pair = matcher.offer(row);
    return pair === null ? [] : [`${pair.first}-${pair.second}`];
  });
}

describe("TwinMatcher", () => {
  it("pairs two lines of one call, whichever comes first", () => {
    expect(pairsOf([aLine(), second()])).toEqual(["0-1"]);
    expect(pairsOf([second(), aLine()])).toEqual(["1-0"]);
  });

  it("leaves lines alone that differ in key or stand on the same side", () => {
    expect(pairsOf([aLine(), second({ key: "other" })])).toEqual([]);
    expect(pairsOf([aLine(), aLine()])).toEqual([]);
    expect(pairsOf([second(), second()])).toEqual([]);
  });

  it.each([
    [-5.5, false],
    [-5, true],
    [0, true],
    [96, true],
    [5000, true],
    [5000.5, false],
  ])("takes a second line %d ms after the first: %s", (dtMs, isTwin) => {
    const first = aLine();
    const late = second({ atMs: 1000 + dtMs });
    expect(pairsOf([first, late])).toEqual(isTwin ? ["0-1"] : []);
    expect(pairsOf([late, first])).toEqual(isTwin ? ["1-0"] : []);
  });

  it("never pairs a line without a time, and remembers none", () => {
    const matcher = new Matching([aLine({ atMs: Number.NaN }), second()]);
    expect(matcher.offer(0)).toBeNull();
    expect(matcher.waitingCount).toBe(0);
    expect(matcher.offer(1)).toBeNull();
    expect(matcher.waitingCount).toBe(1);
  });

  it("prefers the line with the same start instant over the nearer one", () => {
    const sameStart = aLine({ atMs: 1000, latencyMs: 300, byteOffset: 1 });
    const nearer = aLine({ atMs: 1090, latencyMs: 900, byteOffset: 2 });
    expect(pairsOf([sameStart, nearer, second({ atMs: 1100, latencyMs: 400 })])).toEqual(["0-2"]);
    expect(pairsOf([nearer, sameStart, second({ atMs: 1100, latencyMs: 400 })])).toEqual(["1-2"]);
  });

  it("prefers the same start instant also where the second lines came first", () => {
    const sameStart = second({ atMs: 1100, latencyMs: 400, byteOffset: 1 });
    const nearer = second({ atMs: 1010, latencyMs: 290, byteOffset: 2 });
    expect(pairsOf([sameStart, nearer, aLine({ atMs: 1000, latencyMs: 300 })])).toEqual(["2-0"]);
    expect(pairsOf([nearer, sameStart, aLine({ atMs: 1000, latencyMs: 300 })])).toEqual(["2-1"]);
  });

  it("finds its line among earlier and later ones of the same key", () => {
    const times = [1000, 100_000, 200_000, 300_000, 400_000];
    const firsts = times.map((atMs) => aLine({ atMs }));
    const seconds = times.map((atMs) => second({ atMs: atMs + 1 }));
    for (let n = 0; n < times.length; n++) {
      expect(pairsOf([...firsts, seconds[n] ?? second()])).toEqual([`${n}-5`]);
      expect(pairsOf([...seconds, firsts[n] ?? aLine()])).toEqual([`5-${n}`]);
    }
  });

  it("remembers nothing of a finished pair", () => {
    const matcher = new Matching([aLine(), aLine({ byteOffset: 9 }), second()]);
    matcher.offer(0);
    matcher.offer(1);
    expect(matcher.offer(2)).toEqual({ first: 0, second: 2 });
    expect(matcher.waitingCount).toBe(1);
  });

  it("prefers the earlier line of the file where two fit equally well", () => {
    const [early, late] = [aLine({ byteOffset: 100 }), aLine({ byteOffset: 900 })];
    expect(pairsOf([late, early, second(), second({ byteOffset: 7 })])).toEqual(["1-2", "0-3"]);
  });

  it("takes a line whose latency is unknown when there is no better one", () => {
    const unknown = aLine({ latencyMs: Number.NaN });
    expect(pairsOf([unknown, second({ latencyMs: Number.NaN })])).toEqual(["0-1"]);
  });

  it("uses each line once", () => {
    expect(pairsOf([aLine(), second(), second({ byteOffset: 5 }), aLine({ byteOffset: 9 })])).toEqual([
      "0-1",
      "3-2",
    ]);
  });

  it("pairs thousands of interleaved calls with one key by their start", () => {
    const firsts = Array.from({ length: 3000 }, (_, n) => aLine({ atMs: 1000 + n, latencyMs: 10 + n / 2 }));
    const seconds = firsts.map((line) => second({ atMs: line.atMs + 2, latencyMs: line.latencyMs + 2 }));
    const pairs = pairsOf([...firsts, ...seconds.toReversed()]);
    expect(pairs).toHaveLength(3000);
    expect(new Set(pairs)).toEqual(new Set(firsts.map((_, n) => `${n}-${5999 - n}`)));
  });

  it("finds the same pairs in any order of arrival, for unique keys", () => {
    const calls = fc.array(
      fc.record({
        atMs: fc.integer({ min: 0, max: 4000 }),
        dtMs: fc.double({ min: -5, max: 5000, noNaN: true }),
        has: fc.constantFrom("both", "first", "second"),
      }),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(calls, fc.infiniteStream(fc.nat()), (specs, order) => {
        const lines = specs.flatMap(({ atMs, dtMs, has }, n) => [
          ...(has === "second" ? [] : [aLine({ key: `k${n}`, atMs })]),
          ...(has === "first" ? [] : [second({ key: `k${n}`, atMs: atMs + dtMs })]),
        ]);
        const ranks = new Map(lines.map((line) => [line, order.next().value ?? 0]));
        const shuffled = lines.toSorted((a, b) => (ranks.get(a) ?? 0) - (ranks.get(b) ?? 0));
        const matched = pairsOf(shuffled).map((pair) => shuffled[Number(pair.split("-")[0])]?.key);
        // `atMs + dtMs` may round across the edge of the window.
        const expected = specs.flatMap(({ atMs, dtMs, has }, n) => {
          const dt = atMs + dtMs - atMs;
          return has === "both" && dt >= -5 && dt <= 5000 ? [`k${n}`] : [];
        });
        expect(new Set(matched)).toEqual(new Set(expected));
        expect(matched).toHaveLength(expected.length);
      }),
    );
  });

  it("remembers lines far back in record time: one file may mix zones", () => {
    const others = Array.from({ length: 1000 }, (_, n) => aLine({ key: `o${n}`, atMs: 90_000_000 + n }));
    expect(pairsOf([aLine(), ...others, second()])).toEqual(["0-1001"]);
  });

  it("forgets the oldest when too many wait, and keeps the newest", () => {
    const limits = { waiting: 8, compared: 100 };
    const firsts = Array.from({ length: 9 }, (_, n) => aLine({ key: `k${n}` }));
    const seconds = firsts.map((line) => second({ key: line.key }));
    const matcher = new Matching([...firsts, ...seconds], limits);
    firsts.forEach((_, row) => matcher.offer(row));
    expect(matcher.waitingCount).toBe(8);
    // From the newest: each match makes room for the lines that find no twin any more.
    const found = seconds.map((_, n) => 9 + n).toReversed();
    expect(found.map((row) => matcher.offer(row)?.first ?? -1)).toEqual([8, 7, 6, 5, 4, 3, 2, 1, -1]);
  });

  it("compares a line with the newest of its key when too many of it wait", () => {
    const limits = { waiting: 1000, compared: 6 };
    const firsts = Array.from({ length: 9 }, (_, n) => aLine({ atMs: 100_000 - n * 10_000 }));
    const seconds = firsts.map((line) => second({ atMs: line.atMs + 1 }));
    const matcher = new Matching([...firsts, ...seconds], limits);
    firsts.forEach((_, row) => matcher.offer(row));
    expect(matcher.waitingCount).toBe(9);
    const found = seconds.map((_, n) => matcher.offer(9 + n)?.first ?? -1);
    expect(found).toEqual([-1, -1, -1, 3, 4, 5, 6, 7, 8]);
  });

  it("never remembers more than its limit, whatever comes", () => {
    const limits = { waiting: 16, compared: 5 };
    const line = fc.record({
      side: fc.constantFrom("first" as const, "second" as const),
      key: fc.constantFrom("a", "b", "c", "d", "e", "f"),
      atMs: fc.integer({ min: 0, max: 100_000 }),
    });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 200 }), (specs) => {
        const lines = specs.map((spec) => aLine(spec));
        const matcher = new Matching(lines, limits);
        const used = new Set<number>();
        lines.forEach((_, row) => {
          const pair = matcher.offer(row);
          expect(matcher.waitingCount).toBeLessThanOrEqual(16);
          if (pair === null) return;
          expect(used.has(pair.first) || used.has(pair.second)).toBe(false);
          used.add(pair.first).add(pair.second);
        });
      }),
    );
  });
});
