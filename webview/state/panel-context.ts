import { createContext, useContext, useSyncExternalStore } from "react";
import type { Announcer } from "./announcer.ts";
import type { Clock } from "./clock.ts";
import type { PanelState } from "./panel-state.ts";
import type { PanelStore } from "./panel-store.ts";

/** What every component may ask for. Made once, in the entry. */
export interface PanelServices {
  readonly store: PanelStore;
  readonly clock: Clock;
  readonly announcer: Announcer;
}

export const PanelContext = createContext<PanelServices | null>(null);

export function useServices(): PanelServices {
  const services = useContext(PanelContext);
  if (!services) throw new Error("The panel's components need a PanelContext around them.");
  return services;
}

export function usePanelStore(): PanelStore {
  return useServices().store;
}

/** What the reader chose and where they are. Renders again with every change of it. */
export function usePanelState(): PanelState {
  const { subscribe, getState } = usePanelStore();
  return useSyncExternalStore(subscribe, getState);
}
