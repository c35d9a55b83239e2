import { useCallback, useSyncExternalStore } from "react";
import { useServices } from "../state/panel-context.ts";

/** The age of an instant as text. Renders again only when the text changes. */
export function useAge(atMs: number): string {
  const { clock } = useServices();
  const subscribe = useCallback((listener: () => void) => clock.watch(atMs, listener), [clock, atMs]);
  return useSyncExternalStore(subscribe, () => clock.age(atMs));
}
