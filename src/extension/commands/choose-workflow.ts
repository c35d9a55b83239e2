import * as vscode from "vscode";
import type { TelemetryDataset } from "../../core/store/tables.ts";
import { displayText } from "../display-text.ts";

/** Every workflow name of the data, sorted. */
export function workflowNames(dataset: TelemetryDataset): readonly string[] {
  const names = new Set<string>();
  for (let at = 0; at < dataset.combos.count; at++) {
    const { workflow } = dataset.combos.get(at);
    if (workflow !== null) names.add(workflow);
  }
  for (let row = 0; row < dataset.runs.count; row++) {
    const workflow = dataset.runs.workflow(row);
    if (workflow !== null) names.add(workflow);
  }
  return [...names].toSorted();
}

/** Asks for a workflow by name; undefined when there is none, or none is picked. */
export async function chooseWorkflow(dataset: TelemetryDataset): Promise<string | undefined> {
  const items = workflowNames(dataset).map((workflow) => ({ label: displayText(workflow), workflow }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t("Open the source of a workflow"),
  });
  return picked?.workflow;
}
