// `npm run docs:recording`: a short film of the running product, over a fresh and living sample workspace.
import { ensureInstalled, requireNode } from "./lib/install.mjs";
import { exitOnSignals } from "./lib/processes.mjs";

requireNode();
exitOnSignals();
await ensureInstalled();
const { recordFilm } = await import("./lib/film.mjs");
console.log(await recordFilm());
