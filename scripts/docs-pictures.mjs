// `npm run docs:pictures`: takes the guide's pictures from the running product, over a fresh sample workspace.
import { ensureInstalled, requireNode } from "./lib/install.mjs";
import { exitOnSignals } from "./lib/processes.mjs";

requireNode();
exitOnSignals();
await ensureInstalled();
const { takePictures } = await import("./lib/pictures.mjs");
for (const path of await takePictures()) console.log(path);
