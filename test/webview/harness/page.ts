// The page of the harness: the panel with a made-up host. `?theme=hc&scene=run&surface=dashboard`
import { startPanel } from "../../../webview/start.tsx";
import { FakeHost } from "../fixtures/fake-host.ts";
import { SCENES } from "./scenes.ts";
import { applyTheme, isThemeName } from "./themes.ts";

const query = new URLSearchParams(location.search);
const theme = query.get("theme") ?? "dark";
const scene = SCENES[query.get("scene") ?? "overview"] ?? {};
document.body.dataset["surface"] = query.get("surface") ?? "sidebar";
applyTheme(document, isThemeName(theme) ? theme : "dark");

const host = new FakeHost({
  ...scene,
  deliver: (message) => {
    setTimeout(() => window.postMessage(message), 10);
  },
});
Object.assign(window, { host });
startPanel(window, host);
