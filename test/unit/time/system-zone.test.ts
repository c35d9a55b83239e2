import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

let folder = "";
let program = "";

/** The same questions with `Date`'s zone and, by a name that is not declared, with `Intl`. */
const SOURCE = `
import { systemTimeZone } from "./src/node/system-time-zone.ts";
import { wallToEpochMs, zoneOffsetMs } from "./src/core/time/zone.ts";
const declared = process.env.DECLARE === "1" ? systemTimeZone() : process.env.TZ;
const answers = [declared];
let last;
for (let hours = -400_000; hours < 700_000; hours += 11) {
  const wall = hours * 3_600_000 + 1_799_999;
  const offsets = [zoneOffsetMs(declared, hours * 3_600_000), wallToEpochMs(declared, wall) - wall].join();
  if (offsets !== last) answers.push([hours, offsets]);
  last = offsets;
}
process.stdout.write(JSON.stringify({ answers, hasIntl: typeof globalThis.usedIntl === "number" }));
`;
const COUNT_INTL = `
const Format = Intl.DateTimeFormat;
Intl.DateTimeFormat = function (...args) { globalThis.usedIntl = (globalThis.usedIntl ?? 0) + 1; return new Format(...args); };
`;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "system-zone-"));
  program = join(folder, "program.cjs");
  buildSync({
    stdin: { contents: SOURCE, resolveDir: process.cwd(), loader: "ts" },
    banner: { js: COUNT_INTL },
    bundle: true,
    platform: "node",
    format: "cjs",
    outfile: program,
    logLevel: "silent",
  });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function ask(zone: string, declare: boolean): { answers: readonly unknown[]; hasIntl: boolean } {
  const env = { ...process.env, TZ: zone, DECLARE: declare ? "1" : "0" };
  const parsed: unknown = JSON.parse(execFileSync(process.execPath, [program], { env, encoding: "utf8" }));
  if (typeof parsed !== "object" || parsed === null || !("answers" in parsed) || !("hasIntl" in parsed))
    throw new Error("the program answered in another form");
  return { answers: Array.isArray(parsed.answers) ? parsed.answers : [], hasIntl: parsed.hasIntl === true };
}

describe("the machine's zone", { timeout: 30_000 }, () => {
  it.each([
    "America/New_York",
    "Europe/Berlin",
    "Africa/Monrovia",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "America/Argentina/Buenos_Aires",
    "UTC",
  ])("has the offsets of %s that Intl gives", (zone) => {
    expect(ask(zone, true).answers).toEqual(ask(zone, false).answers);
  });

  it.each(["EST5EDT", "Nowhere/Land", "../../etc/passwd", ":America/New_York"])(
    "is left to Intl when it is called %s",
    (zone) => {
      const { answers, hasIntl } = ask(zone, true);
      expect(hasIntl).toBe(true);
      expect(answers[0]).not.toBe("Nowhere/Land");
    },
  );
});
