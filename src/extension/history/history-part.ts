import type { HistoryFiles } from "../../node/history/history-files.ts";

/** What works on archives: a bundle of its own, since most sessions have none. */
export async function historyPart(): Promise<HistoryFiles> {
  const part = await import("../../node/history/history-files.ts");
  return new part.HistoryFiles();
}
