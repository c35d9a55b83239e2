/** Every command that the extension registers; package.json contributes the same ones. */
export const COMMAND_IDS = {
  openDashboard: "empathyTelemetry.openDashboard",
  focusPanel: "empathyTelemetry.focusPanel",
  refresh: "empathyTelemetry.refresh",
  export: "empathyTelemetry.export",
  clearHistory: "empathyTelemetry.clearHistory",
  undoClearHistory: "empathyTelemetry.undoClearHistory",
  deleteOldArchives: "empathyTelemetry.deleteOldArchives",
  showDataHealth: "empathyTelemetry.showDataHealth",
  setTimeRange: "empathyTelemetry.setTimeRange",
  openSettings: "empathyTelemetry.openSettings",
  openSampleData: "empathyTelemetry.openSampleData",
  closeSampleData: "empathyTelemetry.closeSampleData",
  openWorkflowSource: "empathyTelemetry.openWorkflowSource",
  addTelemetryFolder: "empathyTelemetry.addTelemetryFolder",
  useHomeStore: "empathyTelemetry.useHomeStore",
  openWalkthrough: "empathyTelemetry.openWalkthrough",
  showLog: "empathyTelemetry.showLog",
  /** From the panel's selection only; hidden from the palette. */
  tagRows: "empathyTelemetry.tagRows",
} as const;

export type CommandName = keyof typeof COMMAND_IDS;

/** The view in the side bar, and the type of the dashboard's webview. */
export const PANEL_VIEW_ID = "empathyTelemetry.panel";
export const DASHBOARD_VIEW_TYPE = "empathyTelemetry.dashboard";
export const WALKTHROUGH_ID = "empathy-telemetry.empathy-telemetry#start";
export const EXTENSION_ID = "empathy-telemetry.empathy-telemetry";
export const SETTINGS_QUERY = `@ext:${EXTENSION_ID}`;

/** Context keys that package.json's enablement clauses use. */
export const CONTEXT_KEYS = {
  hasData: "empathyTelemetry.hasData",
  isSample: "empathyTelemetry.isSample",
  canUndoClear: "empathyTelemetry.canUndoClear",
  hasExploredRun: "empathyTelemetry.hasExploredRun",
} as const;
