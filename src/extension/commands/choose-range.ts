import * as vscode from "vscode";

export type NamedRange = "today" | "7d" | "30d" | "all";

/** Asks for one of the named ranges; undefined when the user thinks better of it. */
export async function chooseRange(): Promise<NamedRange | undefined> {
  const items: readonly (vscode.QuickPickItem & { readonly value: NamedRange })[] = [
    { value: "today", label: vscode.l10n.t("Today") },
    { value: "7d", label: vscode.l10n.t("Last 7 days") },
    { value: "30d", label: vscode.l10n.t("Last 30 days") },
    { value: "all", label: vscode.l10n.t("All time") },
  ];
  const picked = await vscode.window.showQuickPick(items, { title: vscode.l10n.t("Time range") });
  return picked?.value;
}
