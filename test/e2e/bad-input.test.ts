import type { Frame } from "playwright-core";
import { describe, expect, it } from "vitest";
import type { LiveWorkbench } from "./harness/live.ts";
import { makeWorkspaceFolder, openLive } from "./harness/live.ts";
import {
  card,
  feedRows,
  naive,
  notification,
  openDashboard,
  openPanel,
  twinLines,
  writeTelemetry,
} from "./support.ts";

const HACK = "document.body.dataset.hacked=1";
const HOSTILE = [
  `<img src=x onerror="${HACK}">`,
  `</script><script>${HACK}</script>`,
  `[link](command:workbench.action.quit) <svg onload=${HACK}>`,
  "=cmd()",
  "../../etc/passwd",
  "\u001b[31mred\u001b[0m",
  "\u202egnp.exe",
  "__proto__",
];

/** What of each one a reader can see: controls and marks of direction are shown by their names. */
const MARKS = [
  "onerror",
  "</script>",
  "[link]",
  "=cmd()",
  "../../etc",
  "␛[31mred",
  "[U+202E]gnp.exe",
  "__proto__",
];

/** A call with the same text in every field that takes one. */
function hostileCall(text: string, atMs: number): string {
  const fields = {
    call_id: text,
    timestamp: naive(atMs),
    workflow_name: text,
    step_name: `llm_call_${text}`,
    user_id: text,
    session_id: text,
    task_type: text,
    provider: text,
    tier: text,
    model_id: text,
    input_tokens: 10,
    output_tokens: 5,
    estimated_cost: 0.1,
    actual_cost: null,
    latency_ms: 1_000,
    fallback_used: true,
    fallback_chain: [text],
    original_provider: text,
    original_model: text,
    retry_count: 1,
    circuit_breaker_state: text,
    success: false,
    error_type: text,
    error_message: text,
    metadata: { run_id: text, tags: [text], file: text, [text]: { [text]: [text] } },
    [`unknown ${text}`]: text,
  };
  return `${JSON.stringify(fields)}\n`;
}

function hostileRun(text: string, atMs: number): string {
  const stage = {
    stage_name: text,
    tier: text,
    model_id: text,
    input_tokens: 10,
    output_tokens: 5,
    cost: 0.1,
    latency_ms: 1_000,
    success: false,
    skipped: true,
    skip_reason: text,
    error: text,
  };
  const run = {
    run_id: text,
    workflow_name: text,
    started_at: naive(atMs - 1_000),
    completed_at: naive(atMs),
    user_id: text,
    session_id: text,
    trigger: text,
    project: text,
    stages: [stage, { ...stage, skipped: false }],
    total_cost: 0.1,
    total_duration_ms: 1_000,
    success: false,
    error: text,
    providers_used: [text],
    tiers_used: [text],
    parent_run_id: text,
    metadata: { tags: [text], [text]: text },
  };
  return `${JSON.stringify(run)}\n`;
}

/** Nothing of a record became a part of the page. */
async function expectHarmless(live: LiveWorkbench, frame: Frame): Promise<void> {
  const scripts = await frame
    .locator("script")
    .evaluateAll((all) => all.map(({ textContent }) => textContent));
  expect(scripts.filter((text) => text.includes("hacked"))).toEqual([]);
  expect(await frame.locator("img, svg[onload]").count()).toBe(0);
  expect(await frame.evaluate(() => document.body.dataset["hacked"])).toBeUndefined();
  expect(live.problems()).toEqual([]);
}

describe("hostile records", () => {
  it("are shown as text in every field, opened nowhere, and make no noise", async () => {
    const workspace = await makeWorkspaceFolder();
    const nowMs = Date.now();
    const calls = HOSTILE.map((text, at) => hostileCall(text, nowMs - 60_000 - at * 10_000));
    const runs = HOSTILE.map((text, at) => hostileRun(text, nowMs - 59_000 - at * 10_000));
    await writeTelemetry(workspace, "llm_calls.jsonl", calls.join(""));
    await writeTelemetry(workspace, "workflow_runs.jsonl", runs.join(""));
    const live = await openLive({ workspace, viewport: { width: 1500, height: 1000 } }, "hostile");
    const frame = await openDashboard(live);
    const count = new RegExp(`^${HOSTILE.length}\\b`);
    await expect.poll(() => card(frame, "Calls").innerText()).toMatch(count);
    await expectHarmless(live, frame);

    for (const [index, mark] of MARKS.entries()) {
      await feedRows(frame).nth(index).click();
      await frame.getByRole("article", { name: "Call" }).filter({ hasText: mark }).waitFor();
    }
    await frame.getByRole("button", { name: "Show its run" }).click();
    await frame.getByRole("article", { name: "Run" }).getByRole("list", { name: "Stages" }).waitFor();
    await expectHarmless(live, frame);

    await feedRows(frame).filter({ hasText: "etc/passwd" }).first().click();
    await frame.getByRole("article", { name: "Call" }).getByRole("button", { name: "Open Source" }).click();
    await notification(live, 'No definition of the workflow "../../etc/passwd" was found');
    expect(await live.page.locator(".tab").filter({ hasText: "passwd" }).count()).toBe(0);
    await live.statusBarItem().first().hover();
    await live.page.locator(".monaco-hover:visible").filter({ hasText: "Today" }).waitFor();
    await expectHarmless(live, frame);
  });

  it("with impossible numbers, times and ids are counted once and listed in data health", async () => {
    const workspace = await makeWorkspaceFolder();
    const nowMs = Date.now();
    const good = twinLines({ costUsd: 0.1, atMs: nowMs - 60_000 });
    const single = (id: string, changes: Readonly<Record<string, unknown>>) => {
      const base: Readonly<Record<string, unknown>> = JSON.parse(hostileCall(id, nowMs - 30_000));
      return `${JSON.stringify({ ...base, ...changes })}\n`;
    };
    const odd = [
      single("negative", { estimated_cost: -5 }),
      single("ancient", { timestamp: "0001-01-01T00:00:00" }),
      single("far", { timestamp: "9999-12-31T23:59:59" }),
      single("no-time", { timestamp: "yesterday" }),
      single("wrong", { input_tokens: "many", latency_ms: { a: 1 } }),
      single("huge", { latency_ms: 1e300 }),
    ];
    await writeTelemetry(workspace, "llm_calls.jsonl", [good, good, ...odd, odd[0]].join(""));
    const live = await openLive({ workspace }, "impossible");
    const frame = await openPanel(live);
    const costAndCalls = async () => [
      (await card(frame, "Cost").innerText()).split("\n")[0],
      (await card(frame, "Calls").innerText()).split("\n")[0],
    ];
    // Two good calls, two negative ones, one with odd amounts and one endless.
    await expect.poll(costAndCalls).toEqual(["-$9.60", "6"]);
    await frame.getByRole("combobox", { name: "Range" }).selectOption("all");
    // And the three that no day can hold.
    await expect.poll(costAndCalls).toEqual(["-$9.30", "9"]);
    await frame.getByText("3 records without a usable time ($0.30) are in no bar.").waitFor();

    await frame.getByRole("contentinfo").getByRole("button").click();
    const problems = frame
      .getByRole("article", { name: "Data health" })
      .getByRole("list", { name: "Problems" })
      .getByRole("listitem");
    await expect
      .poll(async () => (await problems.allInnerTexts()).map((text) => text.split("\n").slice(-2).join(", ")))
      .toEqual([
        "negative cost: estimated_cost, .empathy/llm_calls.jsonl, line 5",
        "absurd time: timestamp, .empathy/llm_calls.jsonl, line 6",
        "absurd time: timestamp, .empathy/llm_calls.jsonl, line 7",
        "unreadable time: timestamp, .empathy/llm_calls.jsonl, line 8",
        "wrong type: input_tokens, .empathy/llm_calls.jsonl, line 9",
        "wrong type: latency_ms, .empathy/llm_calls.jsonl, line 9",
        "out of range: latency_ms, .empathy/llm_calls.jsonl, line 10",
        "negative cost: estimated_cost, .empathy/llm_calls.jsonl, line 11",
      ]);
    await expectHarmless(live, frame);
  });

  it("torn, glued, NaN and binary lines are counted and located in data health", async () => {
    const workspace = await makeWorkspaceFolder();
    const nowMs = Date.now();
    const good = twinLines({ costUsd: 0.1, atMs: nowMs - 60_000 });
    const nan = twinLines({ costUsd: 0.5, atMs: nowMs - 50_000 }).replaceAll("0.5", "NaN");
    const text = `\uFEFF${good}{"call_id": "torn", "timest\n\u0000\u0000\u0000\n${nan}${"{".repeat(5_000_000)}\n[1,2]\n`;
    await writeTelemetry(workspace, "llm_calls.jsonl", text);
    const live = await openLive({ workspace }, "health");
    const frame = await openPanel(live);
    await frame.getByRole("contentinfo").getByRole("button").click();
    const health = frame.getByRole("article", { name: "Data health" });
    const problems = health.getByRole("list", { name: "Problems" });
    await expect.poll(() => problems.getByRole("listitem").count()).toBeGreaterThanOrEqual(6);
    const said = await problems.innerText();
    for (const reason of ["torn line", "NUL bytes", "NaN or Infinity", "not a JSON object", "line 3"]) {
      expect(said).toContain(reason);
    }
    await problems.getByRole("button").filter({ hasText: "line 3" }).first().click();
    await live.page.locator(".tab").filter({ hasText: "llm_calls.jsonl" }).waitFor();
    expect(live.problems()).toEqual([]);
  });
});
