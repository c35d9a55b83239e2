import { useCallback, useRef, useState } from "react";
import type { UIEvent } from "react";
import { useOnChange } from "../hooks/use-on-change.ts";
import { usePanelState, usePanelStore } from "../state/panel-context.ts";

export interface ListScroll {
  /** The scrolling box; `null` until it is there. */
  readonly element: HTMLDivElement | null;
  readonly attach: (box: HTMLDivElement | null) => void;
  readonly onScroll: (event: UIEvent<HTMLElement>) => void;
}

/** Where the list is scrolled to: remembered, restored by Back, at its top for who is led to it anew. */
export function useListScroll(): ListScroll {
  const store = usePanelStore();
  const { restore, focus } = usePanelState();
  const [element, setElement] = useState<HTMLDivElement | null>(null);
  const box = useRef<HTMLDivElement | null>(null);
  const attach = useCallback((list: HTMLDivElement | null) => {
    box.current = list;
    setElement(list);
  }, []);
  useOnChange(restore, () => {
    if (box.current && store.scroll.list > 0) box.current.scrollTop = store.scroll.list;
  });
  // Something led to the list anew: its newest rows are what it is about.
  useOnChange(
    focus.target === "feed" ? focus.number : 0,
    () => {
      if (box.current && focus.target === "feed") box.current.scrollTop = 0;
    },
    false,
  );
  const onScroll = ({ currentTarget: { scrollTop } }: UIEvent<HTMLElement>) => {
    store.rememberScroll("list", scrollTop);
    // The first row in full sight: the reader follows what is new. Anywhere else nothing may move.
    if (scrollTop > 0) store.hold("scroll");
    else store.release("scroll");
  };
  return { element, attach, onScroll };
}
