import { useEffect, useState } from "react";
import type { FeedRow } from "../../src/core/view-model/panel-view.ts";
import { usePanelStore } from "../state/panel-context.ts";

export interface Selection {
  readonly ids: ReadonlySet<string>;
  readonly toggle: (index: number, id: string) => void;
  /** From the last toggled row to this one; `rowAt` gives the rows that are at hand. */
  readonly extendTo: (index: number, rowAt: (index: number) => FeedRow | undefined) => void;
  readonly clear: () => void;
}

// The bound of the protocol for one tagging.
const SELECTION_LIMIT = 500;

/** The rows chosen for tagging. `key` names the list: another list starts with none. */
export function useSelection(key: string): Selection {
  const store = usePanelStore();
  const [chosen, setChosen] = useState<{ key: string; ids: ReadonlySet<string>; from: number }>(NOTHING);
  const ids = chosen.key === key ? chosen.ids : NOTHING.ids;
  const hasAny = ids.size > 0;
  useEffect(() => {
    if (!hasAny) return undefined;
    // Rows that are being chosen must not move.
    store.hold("selection");
    return () => store.release("selection");
  }, [store, hasAny]);
  const keep = (next: Iterable<string>, from: number) =>
    setChosen({ key, ids: new Set([...next].slice(0, SELECTION_LIMIT)), from });
  return {
    ids,
    toggle: (index, id) => keep(ids.has(id) ? [...ids].filter((other) => other !== id) : [...ids, id], index),
    extendTo: (index, rowAt) => {
      const from = hasAny ? chosen.from : index;
      const between = Array.from({ length: Math.abs(index - from) + 1 }, (_, step) =>
        rowAt(Math.min(index, from) + step),
      );
      keep([...ids, ...between.flatMap((row) => (row ? [row.id] : []))], from);
    },
    clear: () => setChosen(NOTHING),
  };
}

const NOTHING: { key: string; ids: ReadonlySet<string>; from: number } = { key: "", ids: new Set(), from: 0 };
