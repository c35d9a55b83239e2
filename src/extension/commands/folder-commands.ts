import { relative } from "node:path";
import * as vscode from "vscode";
import { isInside } from "../../node/path-check.ts";
import { workspaceFolderSetting, writeSetting } from "../settings.ts";
import { localFolders } from "../source/workspace-path.ts";
import type { TelemetryService } from "../telemetry/telemetry-service.ts";
import { telemetryFoldersOf } from "../telemetry/workspace-roots.ts";

/** How a folder is written into the settings: relative where that means the same, so that it can be shared. */
function asSetting(path: string): string {
  const folders = localFolders();
  const only = folders.length === 1 ? folders[0] : undefined;
  const isOwn = only !== undefined && isInside(only.uri.fsPath, path);
  return (isOwn ? relative(only.uri.fsPath, path) : path).replaceAll("\\", "/");
}

async function addFolders(service: TelemetryService, paths: readonly string[]): Promise<void> {
  const known = service.settings.folders;
  const added = paths.map(asSetting).filter((folder) => folder !== "" && !known.includes(folder));
  if (added.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t("This folder is read already."));
    return;
  }
  const { Global, Workspace } = vscode.ConfigurationTarget;
  const hasWorkspace = localFolders().length > 0;
  const before = hasWorkspace ? workspaceFolderSetting() : known;
  await writeSetting("folders", [...before, ...new Set(added)], hasWorkspace ? Workspace : Global);
}

async function offerTrust(): Promise<void> {
  const manage = vscode.l10n.t("Manage Trust");
  const text = vscode.l10n.t("This needs a trusted workspace.");
  const answer = await vscode.window.showInformationMessage(text, manage);
  if (answer === manage) await vscode.commands.executeCommand("workbench.trust.manage");
}

/** False, with a word about it, where the workspace is not trusted: paths and consent need that. */
export function requireTrust(): boolean {
  if (!vscode.workspace.isTrusted) void offerTrust();
  return vscode.workspace.isTrusted;
}

/** Asks for folders and adds them to the setting. A project folder stands for the telemetry in it. */
export async function addTelemetryFolder(service: TelemetryService): Promise<void> {
  if (!requireTrust()) return;
  const picked = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    canSelectMany: true,
    openLabel: vscode.l10n.t("Add Telemetry Folder"),
  });
  if (picked === undefined) return;
  const local = picked.filter(({ scheme }) => scheme === "file");
  const folders = await Promise.all(local.map(({ fsPath }) => telemetryFoldersOf(fsPath)));
  await addFolders(service, folders.flat());
}

/** Takes up the folders that were found in sub-folders and offered. */
export async function addNestedFolders(service: TelemetryService): Promise<void> {
  if (requireTrust()) await addFolders(service, service.unreadFolders);
}

/** Consent is the user's, never a workspace's: a repository could bring its own yes. */
function writeConsent(value: "on" | "off"): Promise<void> {
  return writeSetting("homeStore", value, vscode.ConfigurationTarget.Global);
}

/** The answer to "may the home store be read?", for all workspaces: each takes only its own project. */
export async function allowHomeStore(): Promise<void> {
  if (requireTrust()) await writeConsent("on");
}

/** Opt in or out, whatever the answer was before. */
export async function chooseHomeStore(service: TelemetryService): Promise<void> {
  if (!requireTrust()) return;
  const current = service.settings.homeStore;
  const items: readonly (vscode.QuickPickItem & { readonly value: "on" | "off" })[] = [
    {
      value: "on",
      label: vscode.l10n.t("Read the home store"),
      detail: vscode.l10n.t("Runs that name this project, and the calls linked to them"),
    },
    { value: "off", label: vscode.l10n.t("Do not read the home store"), detail: "" },
  ];
  const picked = await vscode.window.showQuickPick(
    items.map((item) => (item.value === current ? { ...item, description: vscode.l10n.t("current") } : item)),
    { title: vscode.l10n.t("The framework's store in your home folder") },
  );
  if (picked !== undefined) await writeConsent(picked.value);
}
