import { useState, useSyncExternalStore } from "react";
import type { PanelView } from "../../src/core/view-model/panel-view.ts";
import { useOnChange } from "../hooks/use-on-change.ts";
import { usePanelState, usePanelStore } from "../state/panel-context.ts";
import { RowWindows } from "../state/row-windows.ts";

/** The rows of the scrolling list, asked for as they come into sight. */
export function useRowWindows(view: PanelView): RowWindows {
  const store = usePanelStore();
  const { intent } = usePanelState();
  const [windows] = useState(() => new RowWindows((offset, limit) => store.listRows(offset, limit)));
  useSyncExternalStore(windows.subscribe, windows.getVersion);
  const { kind, filter, callSort, runSort } = intent.feed;
  const question = JSON.stringify([intent.range, kind, filter, callSort, runSort, view.generation]);
  const anchor = JSON.stringify(intent.feed.anchor);
  useOnChange(question, () => windows.reset());
  // A held list stays as it is; a free one follows every new view.
  const follows = intent.feed.anchor === null ? view : anchor;
  useOnChange(follows, () => windows.refresh());
  return windows;
}
