import type { CallSortField, RunSortField } from "../../src/core/rollup/query.ts";
import { CALL_SORT_FIELDS, RUN_SORT_FIELDS } from "../../src/protocol/to-host.ts";
import { nextSort, withFeed } from "../state/intent-changes.ts";
import type { IntentChange } from "../state/intent-changes.ts";

const CALL_FIELDS: ReadonlySet<string> = new Set(CALL_SORT_FIELDS);
const RUN_FIELDS: ReadonlySet<string> = new Set(RUN_SORT_FIELDS);

function isCallField(field: string): field is CallSortField {
  return CALL_FIELDS.has(field);
}

function isRunField(field: string): field is RunSortField {
  return RUN_FIELDS.has(field);
}

/** Sorts the list by a field of its kind of records; a field of the other kind changes nothing. */
export function sortChange(kind: "calls" | "runs", field: CallSortField | RunSortField): IntentChange {
  return (intent) => {
    const { callSort, runSort } = intent.feed;
    if (kind === "calls" && isCallField(field))
      return withFeed({ callSort: nextSort(callSort, field) })(intent);
    if (kind === "runs" && isRunField(field)) return withFeed({ runSort: nextSort(runSort, field) })(intent);
    return intent;
  };
}
