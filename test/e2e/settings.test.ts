import type { Frame, Locator } from "playwright-core";
import { describe, expect, it } from "vitest";
import { makeWorkspaceFolder, openLive } from "./harness/live.ts";
import {
  appendTelemetry,
  card,
  openDashboard,
  twinLines,
  writeSmallWorkspace,
  writeWorkspaceSettings,
} from "./support.ts";

/** Opens the panel's own small menu. */
async function openMenu(frame: Frame): Promise<Locator> {
  await frame.getByRole("button", { name: "Settings and more" }).click();
  const menu = frame.getByRole("dialog", { name: "Settings and more" });
  await menu.waitFor();
  return menu;
}

describe("settings", () => {
  it("are the same in the panel's menu and in VS Code, whichever changes them", async () => {
    const workspace = await makeWorkspaceFolder();
    await writeSmallWorkspace(workspace, Date.now());
    const polluted = twinLines({ costUsd: 0.4, atMs: Date.now() - 40_000, workflow: "test" });
    await appendTelemetry(workspace, "llm_calls.jsonl", polluted);
    const live = await openLive({ workspace }, "settings");
    const frame = await openDashboard(live);
    const costAndCalls = async () => [
      (await card(frame, "Cost").innerText()).split("\n")[0],
      (await card(frame, "Calls").innerText()).split("\n")[0],
    ];
    await expect.poll(costAndCalls).toEqual(["$1.00", "4"]);

    const menu = await openMenu(frame);
    await menu.getByRole("checkbox", { name: "Hide test workflows" }).click();
    await expect.poll(costAndCalls).toEqual(["$0.60", "3"]);
    await menu.getByRole("checkbox", { name: "Merge calls recorded twice" }).click();
    await expect.poll(costAndCalls).toEqual(["$1.20", "6"]);
    await expect
      .poll(() => live.readSettings())
      .toMatchObject({
        "empathyTelemetry.hideTestWorkflows": true,
        "empathyTelemetry.mergeTwins": false,
      });

    await writeWorkspaceSettings(workspace, {
      "empathyTelemetry.hideTestWorkflows": false,
      "empathyTelemetry.mergeTwins": true,
    });
    await expect.poll(costAndCalls, { timeout: 10_000 }).toEqual(["$1.00", "4"]);
    expect(await menu.getByRole("checkbox", { name: "Hide test workflows" }).isChecked()).toBe(false);
    expect(await menu.getByRole("checkbox", { name: "Merge calls recorded twice" }).isChecked()).toBe(true);
    expect(live.problems()).toEqual([]);
  });
});
