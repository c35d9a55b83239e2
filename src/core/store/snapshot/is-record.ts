import type { RecordKind, TelemetryRecord } from "../../records/record.ts";
import type { Guard } from "./json-guards.ts";

/**
 * Says whether a value is a record of a kind. Its fields are not looked at one by one: the checksum of the table
 * and the name of the build vouch that they are what that build's parser made.
 */
export function isRecordOf<K extends RecordKind>(kind: K): Guard<Extract<TelemetryRecord, { kind: K }>> {
  return (value): value is Extract<TelemetryRecord, { kind: K }> =>
    typeof value === "object" && value !== null && "kind" in value && value.kind === kind;
}
