import type { Frame } from "playwright-core";
import { describe, expect, it } from "vitest";
import { makeWorkspaceFolder, openLive } from "./harness/live.ts";
import { appendTelemetry, card, feedRows, openDashboard, twinLines, writeTelemetry } from "./support.ts";

const CALLS = 45;

/** The names of the calls that the feed shows, from top to bottom; every call has its own. */
async function shownNames(frame: Frame): Promise<readonly string[]> {
  const texts = await feedRows(frame).allInnerTexts();
  return texts.map((text) => /flow-\d+/.exec(text)?.[0] ?? text);
}

/** `flow-<from>` down to `flow-<to>`: the newest has the highest number. */
function names(from: number, to: number): readonly string[] {
  return Array.from({ length: from - to + 1 }, (_, step) => `flow-${from - step}`);
}

describe("the feed", () => {
  it("holds still on a later page and while paused, and a chip leads to what is new", async () => {
    const workspace = await makeWorkspaceFolder();
    const nowMs = Date.now();
    const call = (number: number, atMs: number) =>
      twinLines({ costUsd: 0.01, atMs, workflow: `flow-${number}` });
    const lines = Array.from({ length: CALLS }, (_, at) =>
      call(at + 1, nowMs - 60_000 - (CALLS - at) * 1_000),
    );
    await writeTelemetry(workspace, "llm_calls.jsonl", lines.join(""));
    const live = await openLive({ workspace }, "feed");
    const frame = await openDashboard(live);
    const append = (number: number) =>
      appendTelemetry(workspace, "llm_calls.jsonl", call(number, Date.now()));
    await expect.poll(() => shownNames(frame)).toEqual(names(45, 26));

    await frame.getByRole("button", { name: "Next page" }).click();
    await expect.poll(() => shownNames(frame)).toEqual(names(25, 6));
    await append(46);
    await frame.getByRole("button", { name: "1 new" }).waitFor();
    await expect.poll(() => card(frame, "Calls").innerText()).toMatch(/^46\b/);
    expect(await shownNames(frame)).toEqual(names(25, 6));
    await append(47);
    await frame.getByRole("button", { name: "2 new" }).waitFor();
    expect(await shownNames(frame)).toEqual(names(25, 6));
    await frame.getByRole("button", { name: "2 new" }).click();
    await expect.poll(() => shownNames(frame)).toEqual(names(47, 28));
    await frame.getByRole("button", { name: "2 new" }).waitFor({ state: "detached" });

    await frame.getByRole("button", { name: "Pause the activity list" }).click();
    await append(48);
    await frame.getByRole("button", { name: "1 new" }).waitFor();
    expect(await shownNames(frame)).toEqual(names(47, 28));
    await frame.getByRole("button", { name: "Resume the activity list" }).click();
    await expect.poll(() => shownNames(frame)).toEqual(names(48, 29));
    expect(live.problems()).toEqual([]);
  });
});
