import { act, screen, within } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { aHealthPeek, aPeek } from "../fixtures/peeks.ts";
import { peeking, renderPanel } from "../fixtures/render-panel.tsx";
import { resizeTo } from "../fixtures/resize.ts";
import { aCallRow, aRunRow } from "../fixtures/rows.ts";

const RUN = { kind: "run", id: aRunRow(2).id } as const;
const CALL = { kind: "call", id: aCallRow(6).id } as const;
afterEach(() => vi.useRealTimers());

describe("a call", () => {
  it("shows every field, its metadata and the line as it stands", async () => {
    await peeking(CALL);
    expect(screen.getByText("prompt_hash")).toBeDefined();
    expect(screen.getByText(/"workflow_name":"code-review"/).tagName).toBe("PRE");
    expect(screen.getByText(".empathy/llm_calls.jsonl, byte 612,480")).toBeDefined();
  });

  it("leads to its run", async () => {
    const { host, user } = await peeking(CALL);
    await user.click(screen.getByRole("button", { name: "Show its run" }));
    expect(host.intent.peek).toEqual({ kind: "run", id: "run:run-2" });
  });

  it("shows hostile text as text", async () => {
    const raw = '{"a":"</script><img src=x onerror=alert(1)>\u001b[2J"}';
    const answer = aPeek(CALL);
    if (answer?.kind !== "call") throw new Error("a call was asked for");
    const call = { ...answer.call, runId: null, costUsd: null, latencyMs: null, tokens: null };
    const fields = [{ label: "\u202Ex", value: "=cmd()\n" }];
    await peeking(CALL, { ...answer, call, rawPreview: raw, fields, metadata: [] });
    expect(screen.getByText(/<\/script><img src=x onerror=alert\(1\)>␛\[2J/)).toBeDefined();
    expect(screen.getByText("=cmd()␊")).toBeDefined();
    expect(document.querySelector("img")).toBeNull();
    expect(screen.queryByRole("button", { name: "Show its run" })).toBeNull();
  });
});

describe("data health", () => {
  it("lists files with their states, and opens them", async () => {
    const { host, user } = await peeking({ kind: "health" });
    const files = within(screen.getByRole("list", { name: "Files" }));
    expect(files.getByText("no permission")).toBeDefined();
    expect(files.getByText("not added")).toBeDefined();
    expect(screen.getByText(/so that nothing counts twice/)).toBeDefined();
    await user.click(files.getAllByRole("button")[0] ?? document.body);
    expect(host.of("openFile")[0]?.label).toBe(".empathy/llm_calls.jsonl");
  });

  it("lists problems, each opening its place", async () => {
    const { host, user } = await peeking({ kind: "health" });
    expect(screen.getByText("2 of 5 problems")).toBeDefined();
    const problems = within(screen.getByRole("list", { name: "Problems" })).getAllByRole("button");
    expect(problems[1]?.textContent).toBe(
      "Odd fieldnegative cost: estimated_cost.empathy/llm_calls.jsonl, line 23",
    );
    await user.click(problems[0] ?? document.body);
    expect(host.of("openProblem")[0]?.id).toBe("problem:.empathy/llm_calls.jsonl:4120:not-json");
  });

  it("says that every line could be read", async () => {
    await peeking({ kind: "health" }, { ...aHealthPeek(), files: [], problems: [], problemCount: 0 });
    expect(screen.getByText("Every line could be read.")).toBeDefined();
  });
});

describe("the peek panel", () => {
  it("stands beside the overview when there is room, else in its place", async () => {
    const { user, host } = await renderPanel({ surface: "dashboard" });
    resizeTo(1200);
    await user.click(screen.getByRole("button", { name: "Explain Success" }));
    expect(screen.getByRole("grid")).toBeDefined();
    expect(document.activeElement).toBe(screen.getByRole("region", { name: "Details" }));
    resizeTo(700);
    expect(screen.queryByRole("grid")).toBeNull();
    await user.click(screen.getByRole("button", { name: "Close" }));
    expect(host.intent.peek).toBeNull();
    expect(screen.getByRole("grid")).toBeDefined();
  });

  it("shows the way, each step leading back", async () => {
    const { user, host, store } = await renderPanel({ surface: "dashboard" });
    resizeTo(1200);
    for (const label of ["One", "Two", "Three", "Four"])
      act(() => store.drill(label, (intent) => intent, "main"));
    await user.click(screen.getByRole("button", { name: "Explain Cost" }));
    const way = within(screen.getByRole("navigation", { name: "Breadcrumb" }));
    expect(way.getAllByRole("listitem").map(({ textContent }) => textContent)).toEqual([
      "…",
      "Two",
      "Three",
      "Four",
      "Explain Cost",
    ]);
    await user.click(way.getByRole("button", { name: "Three" }));
    expect(host.intent.peek).toBeNull();
    expect(store.getState().placeLabel).toBe("Three");
  });

  it("says when a record is no longer there", async () => {
    await peeking(CALL, { kind: "missing", id: CALL.id });
    expect(screen.getByRole("heading", { name: "This record is no longer there." })).toBeDefined();
  });

  it("does not show one record for another while it waits", async () => {
    vi.useFakeTimers();
    const { store, host } = await renderPanel({ isManual: true });
    act(() => host.answer());
    act(() => store.drill("Call", (intent) => ({ ...intent, peek: CALL }), "peek"));
    expect(screen.queryByRole("article")).toBeNull();
    act(() => {
      vi.advanceTimersByTime(150);
    });
    expect(screen.getByRole("status", { name: "Loading telemetry" })).toBeDefined();
    act(() => host.answer());
    expect(screen.getByRole("article", { name: "Call" })).toBeDefined();
    act(() => store.drill("Run", (intent) => ({ ...intent, peek: RUN }), "peek"));
    expect(screen.queryByRole("article", { name: "Call" })).toBeNull();
    act(() => store.change((intent) => ({ ...intent, peek: { kind: "explain", figure: "cost" } })));
    act(() => host.answer());
    act(() => store.change((intent) => ({ ...intent, dimension: "model" })));
    expect(screen.getByRole("article", { name: "Cost, last 7 days" })).toBeDefined();
    act(() => store.change((intent) => ({ ...intent, peek: { kind: "health" } })));
    expect(screen.queryByRole("article")).toBeNull();
  });

  it("restores scroll of the overview with Back", async () => {
    const { user, store, container } = await renderPanel();
    const scroller = container.querySelector("main > div");
    act(() => {
      if (!scroller) throw new Error("nothing scrolls");
      scroller.scrollTop = 420;
      scroller.dispatchEvent(new Event("scroll", { bubbles: true }));
    });
    expect(store.scroll.main).toBe(420);
    await user.click(screen.getByRole("button", { name: "Explain Cost" }));
    await user.click(screen.getByRole("button", { name: "Back" }));
    expect(container.querySelector("main > div")?.scrollTop).toBe(420);
  });
});
