import { describe, expect, it } from "vitest";
import { readSettings } from "../../src/extension/settings.ts";
import { fake, resetFake } from "../fakes/vscode-state.ts";

const log = {
  lines: [] as string[],
  error: (message: string) => void log.lines.push(message),
  warn: (message: string) => void log.lines.push(message),
  info: () => undefined,
  debug: () => undefined,
  show: () => undefined,
};

describe("readSettings", () => {
  const read = (): ReturnType<typeof readSettings> => readSettings(log);

  it("takes what is not of its kind as not set", () => {
    resetFake();
    log.lines = [];
    const wrong = {
      folders: "x",
      homeStore: 1,
      refreshSeconds: 7,
      mergeTwins: "yes",
      hideTestWorkflows: null,
      testWorkflowPatterns: [1],
      staleAfterHours: -1,
      "statusBar.text": "red",
      chartColors: {},
      archiveRetentionDays: 14,
      timeZone: "Mars/Olympus",
      naiveTimeZone: 5,
    };
    for (const [key, value] of Object.entries(wrong)) fake.config.set(`empathyTelemetry.${key}`, value);
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    expect(read()).toEqual({
      timeZone: zone,
      naiveTimeZone: zone,
      folders: [],
      homeStore: "ask",
      refreshSeconds: 30,
      mergeTwins: true,
      hideTestWorkflows: false,
      testWorkflowPatterns: [],
      staleAfterHours: 24,
      statusBarText: "cost",
      chartColors: "theme",
      archiveRetentionDays: 0,
      aggregateRetentionDays: 400,
    });
    expect(log.lines).toHaveLength(1);
  });

  it("takes no path and no consent from an untrusted workspace, but the user's own folders", () => {
    resetFake();
    fake.isTrusted = false;
    fake.config.set("empathyTelemetry.folders", ["/own"]);
    fake.workspaceConfig.set("empathyTelemetry.folders", ["/theirs"]);
    fake.config.set("empathyTelemetry.homeStore", "on");
    expect(read()).toMatchObject({ folders: ["/own"], homeStore: "off" });
  });

  it("adds the workspace's folders to the user's own, each once", () => {
    resetFake();
    fake.config.set("empathyTelemetry.folders", ["/own", "/both"]);
    fake.workspaceConfig.set("empathyTelemetry.folders", ["/both", "theirs"]);
    expect(read().folders).toEqual(["/own", "/both", "theirs"]);
  });

  it("takes consents from the user alone, never from a repository", () => {
    resetFake();
    fake.workspaceConfig.set("empathyTelemetry.archiveRetentionDays", 7);
    expect(read().archiveRetentionDays).toBe(0);
    fake.config.set("empathyTelemetry.archiveRetentionDays", 90);
    expect(read().archiveRetentionDays).toBe(90);
    fake.workspaceConfig.set("empathyTelemetry.homeStore", "on");
    expect(read().homeStore).toBe("ask");
    fake.config.set("empathyTelemetry.homeStore", "off");
    expect(read().homeStore).toBe("off");
  });
});
