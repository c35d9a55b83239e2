import { existsSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { declareSystemZone } from "../core/time/system-zone.ts";

const ZONE_FILES = "/usr/share/zoneinfo";
/** A place, not an abbreviation, a rule, or one of the folders of the zone files. */
const PLACE =
  /^(?:Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific)(?:\/[A-Za-z_-]+){1,2}$/;

/** What servers and containers call it. */
const UTC_NAMES: ReadonlySet<string> = new Set(["UTC", "Etc/UTC"]);

let known: string | null = null;

/**
 * IANA name of the machine's zone. Where the system's files name a place, it costs microseconds and its offsets
 * come from `Date`; else `Intl` is asked, whose first use takes 20 ms.
 */
export function systemTimeZone(): string {
  if (known !== null) return known;
  const place = placeOf(process.env["TZ"] ?? linkedZone());
  if (place !== null) declareSystemZone(place);
  known = place ?? new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return known;
}

function linkedZone(): string {
  try {
    const target = readlinkSync("/etc/localtime");
    return target.slice(target.indexOf("zoneinfo/") + "zoneinfo/".length);
  } catch {
    // No such link on this platform: `Intl` knows.
    return "";
  }
}

/** null for what is not surely the name of a zone that `Date` uses too. */
function placeOf(name: string): string | null {
  if (UTC_NAMES.has(name)) return "UTC";
  return PLACE.test(name) && existsSync(join(ZONE_FILES, name)) ? name : null;
}
