import { act, fireEvent, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { ROWS_TIMEOUT_MS } from "../../../webview/state/row-requests.ts";
import { feedRows, renderPanel } from "../fixtures/render-panel.tsx";
import { aFeedRow } from "../fixtures/rows.ts";

const newest = () => screen.queryByRole("button", { name: /\d+ new/ });

describe("the live feed", () => {
  it("follows what is written while nobody reads it", async () => {
    const { host } = await renderPanel();
    act(() => host.append(2));
    expect(newest()).toBeNull();
    expect(screen.getByText("1–20 of 1,236")).toBeDefined();
  });

  it("is held while it is paused, counts what is new and shows it on request", async () => {
    const { host, user, store } = await renderPanel();
    await user.click(screen.getByRole("button", { name: "Pause the activity list" }));
    act(() => host.append(3));
    expect(newest()?.textContent).toBe("3 new");
    expect(screen.getByRole("status").textContent).toBe("3 new");
    await user.click(newest() ?? document.body);
    expect(host.intent.feed.anchor?.calls).toBe(1237);
    expect(store.getState().ui.isPaused).toBe(true);
    await user.click(screen.getByRole("button", { name: "Resume the activity list" }));
    expect(host.intent.feed.anchor).toBeNull();
    expect(newest()).toBeNull();
  });

  it("is held on a later page", async () => {
    const { host, user } = await renderPanel();
    await user.click(screen.getByRole("button", { name: "Next page" }));
    const ids = feedRows().map((row) => row.textContent);
    act(() => host.append(1));
    expect(feedRows().map((row) => row.textContent)).toEqual(ids);
    await user.click(newest() ?? document.body);
    expect(host.intent.feed).toMatchObject({ offset: 0, anchor: null });
  });

  it("is held while the pointer or the focus is in it, and let go after", async () => {
    const { host } = await renderPanel();
    const body = screen.getAllByRole("rowgroup").at(-1) ?? document.body;
    fireEvent.pointerEnter(body);
    expect(host.intent.feed.anchor).not.toBeNull();
    fireEvent.pointerLeave(body);
    expect(host.intent.feed.anchor).toBeNull();
    act(() => feedRows()[0]?.focus());
    act(() => feedRows()[1]?.focus());
    expect(host.of("setIntent").at(-1)?.intent.feed.anchor).not.toBeNull();
    act(() => feedRows()[1]?.blur());
    expect(host.intent.feed.anchor).toBeNull();
  });

  it("lets go when the list is gone", async () => {
    const { host, unmount } = await renderPanel();
    act(() => feedRows()[0]?.focus());
    unmount();
    expect(host.intent.feed.anchor).toBeNull();
  });
});

describe("the scrolling list", () => {
  const list = () => screen.getAllByRole("rowgroup").at(-1)?.firstElementChild ?? document.body;
  const scrollTo = (top: number) =>
    act(async () => {
      list().scrollTop = top;
      fireEvent.scroll(list());
    });

  async function scrolling(total = 100_000) {
    const rendered = await renderPanel({ total });
    await rendered.user.click(screen.getByRole("button", { name: "Scroll through all records" }));
    return rendered;
  }

  it("keeps fewer than 60 rows in the page, whatever the number of records", async () => {
    await scrolling();
    expect(screen.getByText("100,000 records")).toBeDefined();
    expect(feedRows().length).toBeGreaterThan(10);
    expect(feedRows().length).toBeLessThan(60);
    await scrollTo(50_000 * 22);
    expect(feedRows().length).toBeLessThan(60);
    expect(screen.getByRole("grid").getAttribute("aria-rowcount")).toBe("100001");
  });

  it("asks for the rows in sight in windows of 40", async () => {
    const { host } = await scrolling();
    await scrollTo(50_000 * 22);
    const asked = host.of("listRows").map(({ feed, limit }) => [feed.offset, limit]);
    expect(asked).toContainEqual([50_000, 40]);
    const row = feedRows().find((line) => line.dataset["index"] === "50000");
    expect(row?.getAttribute("aria-busy")).toBeNull();
    const expected = aFeedRow("calls", 50_000);
    expect(row?.textContent).toContain(expected.workflow);
  });

  it("is held while it is scrolled away from the top", async () => {
    const { host } = await scrolling();
    await scrollTo(4000);
    expect(host.intent.feed.anchor).not.toBeNull();
    act(() => host.append(7));
    expect(newest()?.textContent).toBe("7 new");
    await scrollTo(0);
    expect(host.intent.feed.anchor).toBeNull();
  });

  it("goes to the top to show what is new", async () => {
    const { host, user } = await scrolling();
    await scrollTo(4000);
    act(() => host.append(7));
    await user.click(newest() ?? document.body);
    expect(list().scrollTop).toBe(0);
    expect(host.intent.feed.anchor).toBeNull();
  });

  it("is where it was after Back", async () => {
    const { user } = await scrolling();
    await scrollTo(4400);
    await user.click(feedRows()[8] ?? document.body);
    await user.click(screen.getByRole("button", { name: "Back" }));
    expect(list().scrollTop).toBe(4400);
  });

  it("is walked through by keyboard beyond what is in the page", async () => {
    const { user } = await scrolling();
    act(() => feedRows()[0]?.focus());
    await user.keyboard("{PageDown}{ArrowDown}{PageUp}");
    expect(document.activeElement?.getAttribute("data-index")).toBe("1");
  });

  it("goes back to pages from the first one", async () => {
    const { user, host } = await scrolling();
    await user.click(screen.getByRole("button", { name: "Page by page" }));
    expect(screen.getByText("1–20 of 100,000")).toBeDefined();
    expect(host.intent.feed.offset).toBe(0);
  });

  it("shows rows as loading until they are there", async () => {
    expect(ROWS_TIMEOUT_MS).toBeGreaterThan(1000);
    const { host, store } = await renderPanel({ total: 5000, isManual: true });
    await act(async () => host.answer());
    await act(async () => store.setUi({ isScrolling: true }));
    await scrollTo(2000 * 22);
    expect(feedRows().some((row) => row.getAttribute("aria-busy") === "true")).toBe(true);
    store.dispose();
  });
});
