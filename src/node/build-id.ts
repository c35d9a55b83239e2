/** Put in by the bundler: changes with the sources that decide what is made of a record. */
declare const TELEMETRY_BUILD: string | undefined;

const sources = typeof TELEMETRY_BUILD === "undefined" ? "unbundled" : TELEMETRY_BUILD;

/** Names the code that reads telemetry, and the time zone tables that it reads times by. */
export const BUILD_ID = `${sources} ${process.versions["tz"] ?? ""}`;
