/**
 * The packaged extension in a real VS Code, with a million calls.
 * @type {import("./group.mjs").Group}
 */
export const vscode = {
  title: "in a real VS Code",
  keys: [
    "P7.painted",
    "P17.activate",
    "P17.reads",
    "P17.paint",
    "P17.chart",
    "E1.cold",
    "E1.warm",
    "E2.p50",
    "E2.today",
    "E3.load",
    "E3.live",
    "E4",
  ],
  measure: () => Promise.reject(new Error("not built yet")),
};
