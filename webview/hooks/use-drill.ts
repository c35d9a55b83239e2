import { hasValue, toggleValue, withFilter, withPeek } from "../state/intent-changes.ts";
import type { FilterList } from "../state/intent-changes.ts";
import { usePanelState, usePanelStore } from "../state/panel-context.ts";
import { S } from "../strings.ts";
import { keyLabel, shortId } from "../text/labels.ts";

export interface Drill {
  /** Narrows the feed to a value, as a step that Back undoes; a second time it takes the value out. */
  readonly filter: (list: FilterList, value: string) => void;
  readonly isFiltered: (list: FilterList, value: string) => boolean;
  readonly record: (kind: "run" | "call", id: string, name: string | null) => void;
}

/** The ways into the data that every chart and table share. */
export function useDrill(): Drill {
  const store = usePanelStore();
  const { intent } = usePanelState();
  const { filter } = intent.feed;
  return {
    filter: (list, value) => {
      const next = withFilter(toggleValue(filter, list, value));
      if (hasValue(filter, list, value)) store.change(next);
      else store.drill(keyLabel(value), next, "feed");
    },
    isFiltered: (list, value) => hasValue(filter, list, value),
    record: (kind, id, name) =>
      store.drill(`${S.record[kind]} ${name ?? shortId(id)}`, withPeek({ kind, id }), "peek"),
  };
}
