import * as v from "valibot";
import * as vscode from "vscode";
import { isValidZone } from "../core/time/zone.ts";
import type { Log } from "./log.ts";
import { systemTimeZone } from "../node/system-time-zone.ts";

export const SETTINGS_SECTION = "empathyTelemetry";

export interface ExtensionSettings {
  /** Zone in which days are cut and times are shown. */
  readonly timeZone: string;
  /** Zone in which times without an offset are read. */
  readonly naiveTimeZone: string;
  /** The user's own and the workspace's together; of an untrusted workspace only the user's own. */
  readonly folders: readonly string[];
  /** The user's own answer: a workspace has none to give. "off" in an untrusted workspace. */
  readonly homeStore: "ask" | "on" | "off";
  /** 0 is manual. */
  readonly refreshSeconds: number;
  readonly mergeTwins: boolean;
  readonly hideTestWorkflows: boolean;
  readonly testWorkflowPatterns: readonly string[];
  readonly staleAfterHours: number;
  readonly statusBarText: "cost" | "icon" | "off";
  readonly chartColors: "theme" | "colorblind";
  /** Age from which an archive may be deleted when the user asks for it; 0 is never. The user's own answer. */
  readonly archiveRetentionDays: ArchiveRetentionDays;
  /** The same for the sums of days whose records are archived. */
  readonly aggregateRetentionDays: number;
}

export type ArchiveRetentionDays = 0 | 7 | 30 | 90;

/** A setting can hold anything: what is not of its kind counts as not set. */
const SCHEMAS = {
  folders: v.fallback(v.array(v.pipe(v.string(), v.trim(), v.minLength(1))), []),
  homeStore: v.fallback(v.picklist(["ask", "on", "off"]), "ask"),
  refreshSeconds: v.fallback(v.picklist([0, 10, 30, 60]), 30),
  mergeTwins: v.fallback(v.boolean(), true),
  hideTestWorkflows: v.fallback(v.boolean(), false),
  testWorkflowPatterns: v.fallback(v.array(v.pipe(v.string(), v.minLength(1))), []),
  staleAfterHours: v.fallback(v.pipe(v.number(), v.minValue(1), v.maxValue(8760)), 24),
  "statusBar.text": v.fallback(v.picklist(["cost", "icon", "off"]), "cost"),
  chartColors: v.fallback(v.picklist(["theme", "colorblind"]), "theme"),
  archiveRetentionDays: v.fallback(v.picklist([0, 7, 30, 90]), 0),
  aggregateRetentionDays: v.fallback(v.pipe(v.number(), v.integer(), v.minValue(0)), 400),
} as const;

function readZone(config: vscode.WorkspaceConfiguration, key: string, log: Log): string {
  const name = v.parse(v.fallback(v.pipe(v.string(), v.trim()), ""), config.get<unknown>(key));
  if (name === "") return systemTimeZone();
  if (isValidZone(name)) return name;
  log.warn(`The setting ${SETTINGS_SECTION}.${key} is no known time zone; the machine's zone is used.`);
  return systemTimeZone();
}

/** Folders of the workspace's own settings, without the user's. */
export function workspaceFolderSetting(): readonly string[] {
  const config = vscode.workspace.getConfiguration(SETTINGS_SECTION);
  return v.parse(SCHEMAS.folders, config.inspect<unknown>("folders")?.workspaceValue);
}

/** A setting of the user's alone: what a workspace says of it does not count. */
function readOwn<K extends keyof typeof SCHEMAS>(
  config: vscode.WorkspaceConfiguration,
  key: K,
): v.InferOutput<(typeof SCHEMAS)[K]> {
  return v.parse(SCHEMAS[key], config.inspect<unknown>(key)?.globalValue);
}

/** A workspace adds to the user's folders: adding one here must not end the reading of the others. */
function readFolders(config: vscode.WorkspaceConfiguration): readonly string[] {
  const own = v.parse(SCHEMAS.folders, config.inspect<unknown>("folders")?.globalValue);
  return vscode.workspace.isTrusted ? [...new Set([...own, ...workspaceFolderSetting()])] : own;
}

/** The settings as they stand now. Paths of an untrusted workspace are left out here too, not only by VS Code. */
export function readSettings(log: Log): ExtensionSettings {
  const config = vscode.workspace.getConfiguration(SETTINGS_SECTION);
  const isTrusted = vscode.workspace.isTrusted;
  const get = <K extends keyof typeof SCHEMAS>(key: K): v.InferOutput<(typeof SCHEMAS)[K]> =>
    v.parse(SCHEMAS[key], config.get<unknown>(key));
  return {
    timeZone: readZone(config, "timeZone", log),
    naiveTimeZone: readZone(config, "naiveTimeZone", log),
    folders: readFolders(config),
    homeStore: isTrusted ? readOwn(config, "homeStore") : "off",
    refreshSeconds: get("refreshSeconds"),
    mergeTwins: get("mergeTwins"),
    hideTestWorkflows: get("hideTestWorkflows"),
    testWorkflowPatterns: get("testWorkflowPatterns"),
    staleAfterHours: get("staleAfterHours"),
    statusBarText: get("statusBar.text"),
    chartColors: get("chartColors"),
    archiveRetentionDays: readOwn(config, "archiveRetentionDays"),
    aggregateRetentionDays: readOwn(config, "aggregateRetentionDays"),
  };
}

/**
 * Writes a setting to `wanted`; without it to where it is set now: the workspace if it stands there, else
 * the user's settings.
 */
export async function writeSetting(
  key: string,
  value: unknown,
  wanted?: vscode.ConfigurationTarget,
): Promise<void> {
  const config = vscode.workspace.getConfiguration(SETTINGS_SECTION);
  const current =
    config.inspect(key)?.workspaceValue === undefined
      ? vscode.ConfigurationTarget.Global
      : vscode.ConfigurationTarget.Workspace;
  await config.update(key, value, wanted ?? current);
}
