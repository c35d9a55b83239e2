import { useSyncExternalStore } from "react";
import { useServices } from "../state/panel-context.ts";

/** What screen readers are told of changes: one polite line, throttled. */
export function LiveRegion() {
  const { announcer } = useServices();
  const text = useSyncExternalStore(announcer.subscribe, announcer.getText);
  return (
    <div role="status" aria-live="polite" className="sr-only">
      {text}
    </div>
  );
}
