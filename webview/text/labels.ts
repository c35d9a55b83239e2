import type { NONE_KEY as NoneKey, RecordStatus } from "../../src/core/rollup/query.ts";
import { S } from "../strings.ts";
import { visibleText } from "./safe-text.ts";

// Only types may come from the rollups; the compiler keeps the two constants equal.
const NONE_KEY: typeof NoneKey = "(none)";

/** What stands for a key of a breakdown, facet or filter, with nothing invisible in it. */
export function keyLabel(key: string): string {
  return key === NONE_KEY ? S.notReported : visibleText(key);
}

export function isNoneKey(key: string): boolean {
  return key === NONE_KEY;
}

export function statusLabel(status: RecordStatus): string {
  return S.status[status];
}

export function shortId(id: string): string {
  const last = id.split(":").at(-1) ?? id;
  return last.length > 10 ? `${last.slice(0, 8)}…` : last;
}
