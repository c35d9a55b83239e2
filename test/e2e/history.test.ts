import { mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { LiveWorkbench } from "./harness/live.ts";
import { makeWorkspaceFolder, openLive } from "./harness/live.ts";
import { card, notification, openPanel, twinLines, writeSmallWorkspace, writeTelemetry } from "./support.ts";

const FILES = ["llm_calls.jsonl", "workflow_runs.jsonl"] as const;

async function readFiles(folder: string): Promise<readonly string[]> {
  return Promise.all(FILES.map((file) => readFile(join(folder, file), "utf8")));
}

/** The archive folders of a workspace, by their full paths. */
async function archivesOf(workspace: string): Promise<readonly string[]> {
  const root = join(workspace, ".empathy", "archive");
  return (await readdir(root)).map((name) => join(root, name));
}

function dialogButton(live: LiveWorkbench, name: string) {
  return live.page.locator(".monaco-dialog-box").getByRole("button", { name });
}

describe("clearing the history", () => {
  it("asks, archives byte by byte, and Undo brings everything back with what came meanwhile", async () => {
    const workspace = await makeWorkspaceFolder();
    await writeSmallWorkspace(workspace, Date.now());
    const before = await readFiles(join(workspace, ".empathy"));
    const live = await openLive({ workspace }, "history");
    const frame = await openPanel(live);
    await expect.poll(() => card(frame, "Cost").innerText()).toContain("$0.60");

    await live.runCommand("Empathy: Clear History...");
    await dialogButton(live, "Cancel").click();
    expect(await readFiles(join(workspace, ".empathy"))).toEqual(before);

    await live.runCommand("Empathy: Clear History...");
    await live.page.locator(".monaco-dialog-box").getByText("nothing is deleted").waitFor();
    await dialogButton(live, "Move to Archive").click();
    // The day stays in the figures; only its records are gone from the list.
    await expect.poll(() => card(frame, "Cost").innerText(), { timeout: 10_000 }).toContain("archived day");
    expect(await card(frame, "Cost").innerText()).toContain("$0.60");
    const [archive = ""] = await archivesOf(workspace);
    expect(await readFiles(archive)).toEqual(before);

    const between = twinLines({ costUsd: 0.4, atMs: Date.now(), workflow: "between" });
    await writeTelemetry(workspace, "llm_calls.jsonl", between);
    await expect.poll(() => card(frame, "Cost").innerText(), { timeout: 10_000 }).toContain("$1.00");
    const offer = await notification(live, /2 files were moved to/);
    await offer.getByRole("button", { name: "Undo" }).click();
    // While files move no archived day counts; in the end all is of records.
    await expect
      .poll(() => card(frame, "Cost").innerText(), { timeout: 10_000 })
      .toMatch(/^\$1\.00(?![^]*archived)/);
    // File by file: the calls are back before the runs.
    await expect
      .poll(() => readFiles(join(workspace, ".empathy")), { timeout: 10_000 })
      .toEqual([`${before[0]}${between}`, before[1]]);
    expect(live.problems()).toEqual([]);
  });
});

describe("a file that cannot be read any more", () => {
  it("is in no figure while a folder stands in its place, and counts again once it is back", async () => {
    const workspace = await makeWorkspaceFolder();
    await writeSmallWorkspace(workspace, Date.now());
    const live = await openLive({ workspace }, "unreadable");
    const frame = await openPanel(live);
    await expect.poll(() => card(frame, "Cost").innerText()).toContain("$0.60");
    const path = join(workspace, ".empathy", "llm_calls.jsonl");
    await rename(path, `${path}.away`);
    await mkdir(path);
    // The run's own cost is what is left.
    await expect.poll(() => card(frame, "Cost").innerText(), { timeout: 10_000 }).toContain("$0.30");
    await rm(path, { recursive: true });
    await rename(`${path}.away`, path);
    await expect.poll(() => card(frame, "Cost").innerText(), { timeout: 10_000 }).toContain("$0.60");
    expect(live.problems()).toEqual([]);
  });
});
