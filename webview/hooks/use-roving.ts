import { useState } from "react";
import type { KeyboardEvent } from "react";

export interface Roving {
  readonly active: number;
  readonly setActive: (index: number) => void;
  /** True when the key moved the active item. */
  readonly onKey: (event: KeyboardEvent) => boolean;
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

/** One tab stop for a list of `count` items: arrows, Home and End move inside it. */
export function useRoving(count: number, start = 0): Roving {
  const [chosen, setActive] = useState(start);
  const active = Math.min(chosen, Math.max(0, count - 1));
  const onKey = (event: KeyboardEvent): boolean => {
    const target = targetOf(event.key, active, count);
    if (target === null) return false;
    event.preventDefault();
    setActive(target);
    return true;
  };
  return { active, setActive, onKey };
}

function targetOf(key: string, active: number, count: number): number | null {
  if (count === 0) return null;
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  const step = STEPS[key];
  return step === undefined ? null : Math.min(count - 1, Math.max(0, active + step));
}
