import { useRef } from "react";
import type { RefObject, UIEvent } from "react";
import { usePanelState, usePanelStore } from "../state/panel-context.ts";
import type { ScrollTops } from "../state/places.ts";
import { useOnChange } from "./use-on-change.ts";

type Remembered = readonly [RefObject<HTMLDivElement | null>, (event: UIEvent<HTMLElement>) => void];

/** Remembers how far a part is scrolled, and puts it back after Back and after the page was loaded again. */
export function useRememberedScroll(part: keyof ScrollTops): Remembered {
  const store = usePanelStore();
  const { restore, intent } = usePanelState();
  const ref = useRef<HTMLDivElement>(null);
  useOnChange(part === "peek" ? `${restore} ${JSON.stringify(intent.peek)}` : restore, () => {
    if (ref.current) ref.current.scrollTop = store.scroll[part];
  });
  const onScroll = (event: UIEvent<HTMLElement>) => {
    // Scrolling of a part inside does not count.
    if (event.target === event.currentTarget) store.rememberScroll(part, event.currentTarget.scrollTop);
  };
  return [ref, onScroll];
}
