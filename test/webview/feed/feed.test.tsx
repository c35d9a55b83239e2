import { act, screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { PanelView } from "../../../src/core/view-model/panel-view.ts";
import { feedRows, renderPanel } from "../fixtures/render-panel.tsx";
import { resizeTo } from "../fixtures/resize.ts";

async function dashboard(options: Parameters<typeof renderPanel>[0] = {}) {
  const rendered = await renderPanel({ surface: "dashboard", ...options });
  resizeTo(1200);
  return rendered;
}

const pages = () => within(screen.getByRole("navigation", { name: "Pages" }));

describe("the feed's filters", () => {
  it("offer the values of the data with their counts, and combine", async () => {
    const { host, user } = await dashboard();
    await user.click(screen.getByRole("button", { name: "Workflow" }));
    const dialog = screen.getByRole("dialog", { name: "Workflow" });
    expect(within(dialog).getByText("402")).toBeDefined();
    await user.click(within(dialog).getByRole("checkbox", { name: /bug-predict/ }));
    await user.click(within(dialog).getByRole("checkbox", { name: /research/ }));
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(document.activeElement).toBe(screen.getByRole("button", { name: /^Workflow ?, 2 selected/ }));
    await user.click(screen.getByRole("button", { name: "Status" }));
    await user.click(screen.getByRole("checkbox", { name: /failed/ }));
    expect(host.intent.feed.filter).toMatchObject({
      workflows: ["bug-predict", "research"],
      statuses: ["error"],
    });
  });

  it("stand as chips that can be removed one by one or all at once", async () => {
    const { host, user } = await dashboard();
    await user.click(screen.getByRole("button", { name: "Filter by provider openai" }));
    await user.click(screen.getByRole("button", { name: "Filter by tier cheap" }));
    await user.click(screen.getByRole("button", { name: "Remove filter Provider: openai" }));
    expect(host.intent.feed.filter).toMatchObject({ providers: [], tiers: ["cheap"] });
    await user.click(screen.getByRole("button", { name: "Clear all" }));
    expect(host.intent.feed.filter.tiers).toEqual([]);
    expect(screen.queryByRole("list", { name: "Active filters" })).toBeNull();
  });

  it("show chips for a run, a stage and a window that is no bucket", async () => {
    const { host, store, user } = await dashboard();
    act(() =>
      store.change((intent) => ({
        ...intent,
        feed: {
          ...intent.feed,
          filter: {
            ...intent.feed.filter,
            runId: "3a1d3585-18a6-4283",
            stages: ["scan"],
            window: { fromMs: 0, toMs: null },
          },
        },
      })),
    );
    await user.click(screen.getByRole("button", { name: "Remove filter Run: 3a1d3585…" }));
    await user.click(screen.getByRole("button", { name: "Remove filter Stage: scan" }));
    await user.click(screen.getByRole("button", { name: /Remove filter Time: Dec 31, 1969, 7:00:00 PM –/ }));
    expect(host.intent.feed.filter).toMatchObject({ runId: null, stages: [], window: null });
  });

  it("stand in one menu when there is little room", async () => {
    const { host, user } = await renderPanel();
    resizeTo(300);
    await user.click(screen.getByRole("button", { name: "Filter" }));
    const part = screen.getByRole("group", { name: "Provider" });
    await user.click(within(part).getByRole("checkbox", { name: /not reported/ }));
    expect(host.intent.feed.filter.providers).toEqual(["(none)"]);
    expect(screen.getByText("12 more values")).toBeDefined();
  });

  it("can be searched when they are many, and keep what was chosen and is gone", async () => {
    const values = Array.from({ length: 12 }, (_, index) => ({ value: `flow-${index}`, count: 3 }));
    const { user, store } = await dashboard({
      adapt: (view) => ({
        ...view,
        feed: { ...view.feed, facets: [{ name: "workflow", values, otherCount: 0 }] },
      }),
    });
    act(() =>
      store.change((intent) => ({
        ...intent,
        feed: { ...intent.feed, filter: { ...intent.feed.filter, workflows: ["old-flow"] } },
      })),
    );
    await user.click(screen.getByRole("button", { name: /^Workflow ?, 1 selected/ }));
    expect(screen.getByRole("checkbox", { name: /old-flow/, checked: true })).toBeDefined();
    await user.type(screen.getByRole("searchbox"), "flow-11");
    expect(screen.getAllByRole("checkbox")).toHaveLength(1);
    await user.type(screen.getByRole("searchbox"), "x");
    expect(screen.getByText("No value matches")).toBeDefined();
  });

  it("close when the pointer goes down elsewhere, and when something else scrolls or takes the focus", async () => {
    const { user } = await dashboard();
    const open = () => user.click(screen.getByRole("button", { name: "Tier" }));
    await open();
    await user.click(screen.getByRole("heading", { name: "Activity" }));
    expect(screen.queryByRole("dialog")).toBeNull();
    await open();
    act(() => {
      document.dispatchEvent(new Event("scroll"));
    });
    expect(screen.queryByRole("dialog")).toBeNull();
    await open();
    act(() => screen.getByRole("button", { name: "Model" }).focus());
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("say how many records match, politely", async () => {
    const { user } = await dashboard();
    await user.click(screen.getByRole("button", { name: "Filter by provider openai" }));
    expect(screen.getByRole("status").textContent).toBe("124 records match");
  });

  it("offer to be cleared when nothing matches", async () => {
    const nothing = { adapt: (view: PanelView) => ({ ...view, feed: { ...view.feed, total: 0, rows: [] } }) };
    const { user, host } = await dashboard(nothing);
    expect(screen.getByText("No record matches.")).toBeDefined();
    await user.click(screen.getByRole("button", { name: "Filter by provider openai" }));
    expect(screen.getByText("No record matches these filters.")).toBeDefined();
    await user.click(screen.getAllByRole("button", { name: "Clear all" }).at(-1) ?? document.body);
    expect(host.intent.feed.filter.providers).toEqual([]);
  });
});

describe("the feed's pages", () => {
  it("are turned by buttons, with the place said", async () => {
    const { host, user } = await dashboard();
    expect(pages().getByText("1–20 of 1,234")).toBeDefined();
    expect(pages().getByRole("button", { name: "Previous page" })).toHaveProperty("disabled", true);
    await user.click(pages().getByRole("button", { name: "Next page" }));
    await user.click(pages().getByRole("button", { name: "Next page" }));
    expect(pages().getByText("41–60 of 1,234")).toBeDefined();
    expect(host.intent.feed.anchor).not.toBeNull();
    await user.click(pages().getByRole("button", { name: "Previous page" }));
    expect(host.intent.feed.offset).toBe(20);
    await user.click(pages().getByRole("button", { name: "Last page" }));
    expect(pages().getByText("1,221–1,234 of 1,234")).toBeDefined();
    expect(feedRows()).toHaveLength(14);
    await user.click(pages().getByRole("button", { name: "First page" }));
    expect(host.intent.feed).toMatchObject({ offset: 0, anchor: null });
  });

  it("are turned by the page keys, and stop at both ends", async () => {
    const { host, user } = await dashboard({ total: 45 });
    act(() => feedRows()[0]?.focus());
    await user.keyboard("{PageUp}");
    expect(host.intent.feed.offset).toBe(0);
    await user.keyboard("{PageDown}{PageDown}{PageDown}");
    expect(host.intent.feed.offset).toBe(40);
  });

  it("ask for the rows that the view had no room for", async () => {
    const short = (view: PanelView) => ({
      ...view,
      feed: { ...view.feed, rows: view.feed.rows.slice(0, 8) },
    });
    const { host } = await dashboard({ adapt: short });
    expect(await screen.findAllByText("summarize")).toBeDefined();
    expect(host.of("listRows")[0]).toMatchObject({ limit: 40, feed: { offset: 0 } });
    expect(feedRows()).toHaveLength(20);
    await act(async () => undefined);
    expect(feedRows().filter((row) => row.getAttribute("aria-busy") === "true")).toHaveLength(0);
  });
});

describe("the feed's rows", () => {
  it("have one tab stop, and arrows move in it", async () => {
    const { user } = await dashboard();
    expect(feedRows().filter((row) => row.tabIndex === 0)).toHaveLength(1);
    act(() => feedRows()[0]?.focus());
    await user.keyboard("{ArrowDown}{ArrowDown}{ArrowUp}");
    expect(document.activeElement).toBe(feedRows()[1]);
    await user.keyboard("{End}");
    expect(document.activeElement).toBe(feedRows()[19]);
    await user.keyboard("{ArrowDown}{Home}");
    expect(document.activeElement).toBe(feedRows()[0]);
    expect(feedRows().filter((row) => row.tabIndex === 0)).toHaveLength(1);
  });

  it("open by click and by Enter, and Back restores the page and the filters", async () => {
    const { host, user } = await renderPanel();
    await user.click(screen.getByRole("button", { name: "Next page" }));
    const before = host.intent.feed;
    act(() => feedRows()[0]?.focus());
    await user.keyboard("{Enter}");
    expect(host.intent.peek?.kind).toBe("call");
    expect(screen.queryByRole("grid")).toBeNull();
    await user.click(screen.getByRole("button", { name: "Back" }));
    expect(host.intent.feed).toEqual(before);
    await user.click(feedRows()[3] ?? document.body);
    expect(host.intent.peek).toMatchObject({ kind: "call" });
  });

  it("are chosen by Space, Ctrl and Shift for tagging", async () => {
    const { host, user } = await dashboard();
    act(() => feedRows()[1]?.focus());
    await user.keyboard(" ");
    expect(host.intent.feed.anchor).not.toBeNull();
    await user.keyboard("{Shift>}{ArrowDown}{/Shift}");
    await user.keyboard("{Control>}");
    await user.click(feedRows()[6] ?? document.body);
    await user.keyboard("{/Control}{Shift>}");
    await user.click(feedRows()[8] ?? document.body);
    await user.keyboard("{/Shift}");
    expect(
      feedRows().filter((row) => row.ariaSelected === "true" || row.getAttribute("aria-selected") === "true"),
    ).toHaveLength(5);
    await user.click(screen.getByRole("button", { name: "Tag 5 rows…" }));
    expect(host.of("tagRows")[0]?.ids).toHaveLength(5);
    await user.click(screen.getByRole("button", { name: "Clear selection" }));
    expect(screen.queryByRole("button", { name: /^Tag/ })).toBeNull();
  });

  it("are not chosen any more in another list", async () => {
    const { user } = await dashboard();
    act(() => feedRows()[0]?.focus());
    await user.keyboard(" ");
    expect(screen.getByRole("button", { name: "Tag 1 row…" })).toBeDefined();
    await user.click(screen.getByRole("button", { name: "Runs" }));
    expect(screen.queryByRole("button", { name: /^Tag/ })).toBeNull();
  });

  it("say their status in words and by shape", async () => {
    await renderPanel();
    resizeTo(300);
    const failed = feedRows().find((row) => row.textContent?.includes("failed"));
    expect(failed?.querySelector(".codicon-error")).not.toBeNull();
  });

  it("are sorted by the names of the columns in a wide list", async () => {
    const { host, user } = await dashboard();
    await user.click(screen.getByRole("button", { name: "Sort by Cost" }));
    expect(host.intent.feed.callSort).toEqual({ field: "cost", direction: "desc" });
    await user.click(screen.getByRole("button", { name: "Sort by Cost" }));
    expect(
      within(screen.getByRole("grid")).getByRole("columnheader", { name: /Cost/ }).getAttribute("aria-sort"),
    ).toBe("ascending");
    await user.click(screen.getByRole("button", { name: "Runs" }));
    await user.click(screen.getByRole("button", { name: "Sort by Duration" }));
    expect(host.intent.feed).toMatchObject({ kind: "runs", runSort: { field: "duration" } });
    // Runs have tokens, but no order by them.
    expect(screen.queryByRole("button", { name: "Sort by Tokens" })).toBeNull();
  });

  it("show hostile text as text", async () => {
    const hostile = '\u202E<img src=x onerror="alert(1)">';
    await dashboard({
      adapt: (view) => ({
        ...view,
        feed: {
          ...view.feed,
          rows: view.feed.rows.map((row) => ({ ...row, workflow: hostile, tags: [hostile] })),
        },
      }),
    });
    expect(screen.getAllByText('[U+202E]<img src=x onerror="alert(1)">').length).toBeGreaterThan(19);
    expect(document.querySelector("img")).toBeNull();
  });

  it("drop columns by importance as the list gets narrower", async () => {
    await dashboard();
    const names = () => screen.getAllByRole("columnheader").map(({ textContent }) => textContent);
    const inGrid = () =>
      names().filter((name) => ["Model", "Tier", "Latency", "Age", "Provider"].includes(name ?? ""));
    expect(inGrid()).toContain("Model");
    resizeTo(300);
    expect(
      within(screen.getByRole("grid"))
        .getAllByRole("columnheader")
        .map((cell) => cell.textContent),
    ).toEqual(["Status", "Workflow", "Cost", "Latency", "Age"]);
  });
});
