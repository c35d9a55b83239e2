import { useLayoutEffect, useRef, useState } from "react";
import type { KeyboardEvent, RefObject } from "react";

export interface GridKeysInput {
  /** The rows that keys can reach: the page, or the whole list. */
  readonly first: number;
  readonly count: number;
  readonly stepOfPage: number;
  readonly onOpen: (index: number) => void;
  readonly onToggle: (index: number) => void;
  readonly onExtend: (index: number) => void;
  /** Brings a row into sight before it is focused. */
  readonly onMove: (index: number) => void;
  /** Page keys turn pages where there are pages. Returns false to move inside the list instead. */
  readonly onPage: (direction: 1 | -1) => boolean;
}

export interface GridKeys {
  readonly active: number;
  readonly setActive: (index: number) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/** Keys of a list with one tab stop: arrows, Home, End and pages move; Enter opens; Space chooses. */
export function useGridKeys(input: GridKeysInput, body: RefObject<HTMLElement | null>): GridKeys {
  const [chosen, setActive] = useState(0);
  const toFocus = useRef<number | null>(null);
  const last = input.first + Math.max(0, input.count - 1);
  const active = Math.min(last, Math.max(input.first, chosen));

  // The row may be drawn only after the list has scrolled: tried again with each rendering until it is there.
  useLayoutEffect(() => {
    if (toFocus.current === null) return;
    const row = body.current?.querySelector<HTMLElement>(`[data-index="${toFocus.current}"]`);
    if (!row) return;
    toFocus.current = null;
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  });

  const move = (index: number) => {
    const target = Math.min(last, Math.max(input.first, index));
    toFocus.current = target;
    setActive(target);
    input.onMove(target);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (!isRow(event.target)) return;
    const target = keyTarget(event.key, active, input, last);
    if (target === null && !isAction(event, input, active)) return;
    event.preventDefault();
    if (target === null) return;
    move(target);
    if (event.shiftKey) input.onExtend(target);
  };
  return { active, setActive, onKeyDown };
}

function isRow(target: EventTarget): boolean {
  return target instanceof HTMLElement && target.dataset["index"] !== undefined;
}

/** The place in the list of the row that holds an element; `null` outside of rows. */
export function rowIndexOf(target: EventTarget): number | null {
  const row = target instanceof Element ? target.closest<HTMLElement>("[data-index]") : null;
  return row ? Number(row.dataset["index"]) : null;
}

function keyTarget(key: string, active: number, input: GridKeysInput, last: number): number | null {
  switch (key) {
    case "ArrowDown":
      return active + 1;
    case "ArrowUp":
      return active - 1;
    case "Home":
      return input.first;
    case "End":
      return last;
    case "PageDown":
      return input.onPage(1) ? null : active + input.stepOfPage;
    case "PageUp":
      return input.onPage(-1) ? null : active - input.stepOfPage;
    default:
      return null;
  }
}

function isAction({ key }: KeyboardEvent, input: GridKeysInput, active: number): boolean {
  if (key === "Enter") input.onOpen(active);
  else if (key === " ") input.onToggle(active);
  else return key === "PageDown" || key === "PageUp";
  return true;
}
