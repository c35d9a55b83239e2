import { useCallback, useState } from "react";

/** The width of an element in whole px, followed as it changes; `initialPx` until it is known. */
export function useElementWidth(initialPx: number): readonly [(element: HTMLElement | null) => void, number] {
  const [widthPx, setWidthPx] = useState(initialPx);
  const ref = useCallback((element: HTMLElement | null) => {
    if (!element) return undefined;
    const observer = new ResizeObserver((entries) => {
      const width = entries.at(-1)?.contentRect.width ?? 0;
      if (width > 0) setWidthPx(Math.round(width));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, widthPx];
}
