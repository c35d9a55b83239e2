import { useLayoutEffect, useRef } from "react";

/** Runs `react` before the next paint whenever `key` is another one; with `isFirst` also for the first one. */
export function useOnChange(key: unknown, react: () => void, isFirst = true): void {
  const seen = useRef<unknown>(isFirst ? UNSEEN : key);
  useLayoutEffect(() => {
    if (Object.is(seen.current, key)) return;
    seen.current = key;
    react();
  });
}

const UNSEEN = Symbol("unseen");
