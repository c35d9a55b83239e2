import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Frame } from "playwright-core";
import { describe, expect, it } from "vitest";
import type { LiveWorkbench } from "./harness/live.ts";
import { makeWorkspaceFolder, openLive } from "./harness/live.ts";
import { feedRows, filterByProvider, notification, openDashboard, writeSmallWorkspace } from "./support.ts";

/** Exports what is listed to a file named in VS Code's save dialog. */
async function exportTo(live: LiveWorkbench, frame: Frame, path: string): Promise<void> {
  await frame.getByRole("button", { name: "Export what is shown…" }).click();
  const dialog = live.page.locator(".quick-input-widget").filter({ hasText: "Export the Listed" });
  const input = dialog.locator("input[type=text]");
  // The dialog writes its own proposal when it is ready, over whatever was typed before.
  await expect.poll(() => input.inputValue()).toMatch(/empathy-calls-[\d-]+\.csv$/);
  await input.fill(path);
  await input.press("Enter");
  await dialog.waitFor({ state: "hidden" });
}

/** Rows of a CSV text without quoted cells, by the names of its columns. */
function csvRows(text: string): readonly ReadonlyMap<string, string>[] {
  const [head = "", ...lines] = text
    .replace(/^\uFEFF/, "")
    .trimEnd()
    .split(/\r?\n/);
  const names = head.split(",");
  return lines.map((line) => {
    // Metadata is the last column and the only one that may hold commas here.
    const cells = line.split(",");
    return new Map(names.map((name, at) => [name, cells[at] ?? ""]));
  });
}

describe("export", () => {
  it("writes exactly the listed rows as CSV and as JSON Lines", async () => {
    const workspace = await makeWorkspaceFolder();
    await writeSmallWorkspace(workspace, Date.now());
    const live = await openLive({ workspace }, "export");
    const frame = await openDashboard(live);
    await filterByProvider(frame, "anthropic");
    await expect.poll(() => feedRows(frame).count()).toBe(2);

    const csvPath = join(workspace, "listed.csv");
    await exportTo(live, frame, csvPath);
    await notification(live, "Exported 2 records.");
    const rows = csvRows(await readFile(csvPath, "utf8"));
    expect(rows.map((row) => row.get("provider"))).toEqual(["anthropic", "anthropic"]);
    // In the order of time, as files are read on.
    expect(rows.map((row) => Number(row.get("costUsd")))).toEqual([0.1, 0.2]);
    await frame.getByText("Exported 2 records").waitFor();

    await frame.getByRole("button", { name: "Remove filter Provider: anthropic" }).click();
    await filterByProvider(frame, "openai");
    await expect.poll(() => feedRows(frame).count()).toBe(1);
    const jsonlPath = join(workspace, "listed.jsonl");
    await exportTo(live, frame, jsonlPath);
    await notification(live, "Exported 1 record.");
    const lines = (await readFile(jsonlPath, "utf8")).trimEnd().split("\n");
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual([
      expect.objectContaining({ workflow: "research", provider: "openai", costUsd: 0.3 }),
    ]);

    await frame.getByRole("button", { name: "Export what is shown…" }).click();
    await live.page.locator(".quick-input-widget").filter({ hasText: "Export the Listed" }).waitFor();
    await live.page.keyboard.press("Escape");
    await frame.getByRole("list", { name: "Figures" }).waitFor();
    expect(live.problems()).toEqual([]);
  });
});
