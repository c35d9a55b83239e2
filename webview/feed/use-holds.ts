import { useEffect } from "react";
import type { RefObject } from "react";
import { usePanelStore } from "../state/panel-context.ts";

/** Holds the list still while the pointer or the keyboard focus is in it: nothing moves away under a click. */
export function useHolds(body: RefObject<HTMLElement | null>): void {
  const store = usePanelStore();
  useEffect(() => {
    const element = body.current;
    if (!element) return undefined;
    const onEnter = () => store.hold("pointer");
    const onLeave = () => store.release("pointer");
    const onFocus = () => store.hold("focus");
    const onBlur = ({ relatedTarget }: FocusEvent) => {
      if (!(relatedTarget instanceof Node && element.contains(relatedTarget))) store.release("focus");
    };
    element.addEventListener("pointerenter", onEnter);
    element.addEventListener("pointerleave", onLeave);
    element.addEventListener("focusin", onFocus);
    element.addEventListener("focusout", onBlur);
    return () => {
      element.removeEventListener("pointerenter", onEnter);
      element.removeEventListener("pointerleave", onLeave);
      element.removeEventListener("focusin", onFocus);
      element.removeEventListener("focusout", onBlur);
      // A list that is gone is not read any more.
      store.release("pointer");
      store.release("focus");
    };
  }, [store, body]);
}
