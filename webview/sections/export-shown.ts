import type { PanelStore } from "../state/panel-store.ts";

/** Asks for a file of exactly what the feed is narrowed to. */
export function exportShown(store: PanelStore): void {
  const { range, feed } = store.getState().intent;
  store.send({ type: "export", range, feed });
}
