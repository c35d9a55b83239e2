import { startPanel } from "./start.tsx";
import { acquireApi } from "./vscode-api.ts";

startPanel(window, acquireApi());
