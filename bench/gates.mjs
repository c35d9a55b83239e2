// Every gate of `npm run bench`: what is measured, its unit and its limit.
import { sizeGates } from "../scripts/lib/bundle-check.mjs";

const kilo = 1000;

/**
 * @typedef {object} Gate
 * @property {string} id several gates may share one: they are parts of it
 * @property {string} part tells the parts of one id apart; empty where there is one only
 * @property {string} title
 * @property {number | null} limit null: reported, not judged
 * @property {string} unit
 * @property {"most" | "least"} bound which side of the limit is good
 */

/**
 * @param {string} key id, and after a dot the part
 * @param {string} title
 * @param {number | null} limit
 * @param {string} unit
 * @param {"most" | "least"} [bound]
 * @returns {Gate}
 */
function gate(key, title, limit, unit, bound = "most") {
  const [id = "", part = ""] = key.split(".");
  return { id, part, title, limit, unit, bound };
}

/** Of a million calls where nothing else is said. */
export const gates = Object.freeze([
  gate("P1", "cold, to columns", 3, "x floor"),
  gate("P2.dashboard", "cold, to a whole dashboard", 4, "x floor"),
  gate("P2.speedup", "a whole dashboard against JSON.parse of each line", 6, "x faster", "least"),
  gate("P3.columns", "page cache cold, to columns", 1.2, "x raw scan"),
  gate("P3.dashboard", "page cache cold, to a whole dashboard", 1.5, "x raw scan"),
  gate("P4", "CPU of DuckDB's table load on one thread against ours", 2.5, "x ours", "least"),
  gate("P5.first", "warm start, to first aggregates", 0.1, "x floor"),
  gate("P5.growth", "warm start, a million records against 100,000", 1.5, "x"),
  gate("P6.columns", "warm start, all columns", 0.35, "x floor"),
  gate("P6.resume", "warm start and 1,000 new lines, to aggregates", 0.3, "x floor"),
  gate("P7.p95", "append by another process, to aggregates, p95", 1, "ms"),
  gate("P7.p99", "append by another process, to aggregates, p99", 5, "ms"),
  gate("P7.painted", "append by another process, to painted in VS Code, p95", 200, "ms"),
  gate("P8.peak", "peak memory over the start", 80, "B/record"),
  gate("P8.columns", "columns", 40, "B/row"),
  gate("P9.cube", "filter change, answered by the cube", 1, "ms"),
  gate("P9.scan", "filter change, answered by a scan of rows", 3, "x bare column scan"),
  gate("P10.size", "message to the webview, of a million and of 10,000 calls", 16, "KB"),
  gate("P10.growth", "message to the webview, a million calls against 10,000", 1.1, "x"),
  gate("P11", "longest gap of the main thread while loading", 16, "ms"),
  gate("P12.size", "snapshot, beyond 5 MB", 45, "B/row"),
  gate("P12.write", "snapshot, written", 0.5, "x floor"),
  gate("P13", "differences between scanner and reference, mutated lines", 0, "cells"),
  gate("P14", "10,000 calls cold, on the main thread", 2.5, "x floor"),
  gate("P15", "100,000 runs cold, to columns", 5, "x floor"),
  gate("P16.idle", "100 alert rules, nothing new", 5, "ms"),
  gate("P16.append", "100 alert rules, after an append", 20, "ms"),
  gate("P16.detectors", "detectors, for each closed bucket", 10, "us"),
  gate("P17.activate", "activate()", 50, "ms"),
  gate("P17.reads", "file system calls before activate() returns", 0, "calls"),
  gate("P17.paint", "first paint of the panel", 500, "ms"),
  gate("P17.chart", "chart update", 50, "ms"),
  gate("P18.host", "host bundle", sizeGates.hostBytes / kilo, "KB"),
  gate("P18.webview", "first load of the webview", sizeGates.webviewFirstLoadBytes / kilo, "KB"),
  gate("P18.gzip", "first load of the webview, gzip", sizeGates.webviewFirstLoadGzipBytes / kilo, "KB"),
  gate("P18.css", "stylesheet", sizeGates.styleBytes / kilo, "KB"),
  gate("P18.vsix", "VSIX", sizeGates.vsixBytes / kilo, "KB"),
  gate("M1", "this machine: 40 MB of memory touched for the first time", null, "x floor"),
  gate("M2", "this machine: 46 MB written to a new file", null, "x floor"),
  gate("M3", "this machine: append by another process, to its bytes read, p95", null, "ms"),
  gate("E1.first", "in VS Code: first numbers, cold", null, "ms"),
  gate("E1.cold", "in VS Code: all numbers, cold", null, "ms"),
  gate("E1.warm", "in VS Code: all numbers, warm", null, "ms"),
  gate("E2.p50", "in VS Code: append to painted, all time, p50", null, "ms"),
  gate("E2.today", "in VS Code: append to painted, today, p95", null, "ms"),
  gate("E3.empty", "in VS Code: longest block of the extension host, no telemetry", null, "ms"),
  gate("E3.load", "in VS Code: longest block of the extension host, loading", null, "ms"),
  gate("E3.live", "in VS Code: longest block of the extension host, appends", null, "ms"),
  gate("E4", "in VS Code: memory of the extension host over its start", null, "MB"),
]);

/**
 * Name of a gate among all: its id and its part.
 * @param {Pick<Gate, "id" | "part">} gate
 */
export const keyOf = ({ id, part }) => (part === "" ? id : `${id}.${part}`);
