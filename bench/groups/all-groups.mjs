import { activation } from "./activation.mjs";
import { coldLoad } from "./cold-load.mjs";
import { duckdb } from "./duckdb.mjs";
import { eventLoop } from "./event-loop.mjs";
import { filters } from "./filters.mjs";
import { fuzz } from "./fuzz.mjs";
import { live } from "./live.mjs";
import { machine } from "./machine.mjs";
import { messages } from "./messages.mjs";
import { missing } from "./missing.mjs";
import { pageCache } from "./page-cache.mjs";
import { sizes } from "./sizes.mjs";
import { warm } from "./warm.mjs";
import { vscode } from "./vscode.mjs";
import { smallFiles } from "./small-files.mjs";

/**
 * Every group, in the order of the run.
 * @param {boolean} hasVscode
 * @returns {readonly import("./group.mjs").Group[]}
 */
export function allGroups(hasVscode) {
  const groups = [
    sizes,
    activation,
    machine,
    coldLoad,
    pageCache,
    duckdb,
    warm,
    messages,
    filters,
    live,
    smallFiles,
    eventLoop,
    fuzz,
    missing,
  ];
  return hasVscode ? [...groups, vscode] : groups;
}
