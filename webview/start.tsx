import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./components/app.tsx";
import { Announcer } from "./state/announcer.ts";
import { Clock } from "./state/clock.ts";
import { PanelContext } from "./state/panel-context.ts";
import { PanelStore } from "./state/panel-store.ts";
import type { VsCodeApi } from "./vscode-api.ts";

/** Starts the panel in a page whose shell has `#root` and a surface. Returns what ends it again. */
export function startPanel(page: Window, api: VsCodeApi): () => void {
  const { document } = page;
  const root = document.getElementById("root");
  if (!root) throw new Error("The page's shell has no #root.");
  const surface = document.body.dataset["surface"] === "dashboard" ? "dashboard" : "sidebar";
  const store = new PanelStore(api, surface);
  const clock = new Clock(document);
  const announcer = new Announcer();
  store.subscribe(() => {
    const { view, receivedAtMs } = store.getState();
    if (view) clock.setNow(view.nowMs, receivedAtMs);
  });
  const onMessage = (event: MessageEvent<unknown>) => store.receive(event.data);
  page.addEventListener("message", onMessage);
  const reactRoot = createRoot(root);
  reactRoot.render(
    <StrictMode>
      <PanelContext value={{ store, clock, announcer }}>
        <App />
      </PanelContext>
    </StrictMode>,
  );
  store.start();
  const stop = () => {
    page.removeEventListener("message", onMessage);
    page.removeEventListener("pagehide", stop);
    reactRoot.unmount();
    store.dispose();
    clock.dispose();
    announcer.dispose();
  };
  page.addEventListener("pagehide", stop);
  return stop;
}
