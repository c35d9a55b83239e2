import type { Frame } from "playwright-core";
import { describe, expect, it } from "vitest";
import type { LiveWorkbench } from "./harness/live.ts";
import { makeWorkspaceFolder, openLive } from "./harness/live.ts";
import { writeSmallWorkspace } from "./support.ts";

const MOST_TABS = 60;

interface Focused {
  readonly role: string;
  readonly text: string;
  readonly index: string;
  readonly list: string;
  /** Nothing has the focus when it is the body. */
  readonly isBody: boolean;
  /** A ring, or a container that only holds the place and is no control. */
  readonly isMarked: boolean;
}

/** What has the keyboard's focus in the panel. */
function focused(frame: Frame): Promise<Focused> {
  return frame.evaluate(() => {
    const element = document.activeElement ?? document.body;
    const style = getComputedStyle(element);
    const isControl = element.matches('button, a, input, select, [tabindex="0"]');
    return {
      role: element.getAttribute("role") ?? element.tagName.toLowerCase(),
      text: element instanceof HTMLElement ? element.innerText : "",
      index: element.getAttribute("data-index") ?? "",
      list: element.closest("[aria-label]")?.getAttribute("aria-label") ?? "",
      isBody: element === document.body,
      isMarked: !isControl || style.outlineStyle !== "none" || style.boxShadow !== "none",
    };
  });
}

/** Presses Tab until something fits; every stop on the way must be visible. */
async function tabTo(live: LiveWorkbench, frame: Frame, fits: (at: Focused) => boolean): Promise<Focused> {
  const unmarked: string[] = [];
  for (let step = 0; step < MOST_TABS; step += 1) {
    await live.page.keyboard.press("Tab");
    const at = await focused(frame);
    if (!at.isMarked) unmarked.push(`${at.role} ${at.text}`);
    expect(unmarked).toEqual([]);
    if (fits(at)) return at;
  }
  throw new Error(`Nothing that fits within ${MOST_TABS} presses of Tab`);
}

describe("without a mouse", () => {
  it("leads from the palette through a card and a row to the record and back", async () => {
    const workspace = await makeWorkspaceFolder();
    await writeSmallWorkspace(workspace, Date.now());
    const live = await openLive({ workspace }, "keyboard");
    const { keyboard } = live.page;
    await live.statusBarItem().filter({ hasText: "$0.60" }).waitFor();
    await keyboard.press("F1");
    const palette = live.page.locator(".quick-input-widget");
    await palette.locator("input[type=text]").waitFor();
    await keyboard.type("Empathy: Open Dashboard");
    await palette.locator(".monaco-list-row.focused").filter({ hasText: "Open Dashboard" }).waitFor();
    await keyboard.press("Enter");
    const frame = await live.findWebview('body[data-surface="dashboard"] [aria-label="Figures"]');
    await expect.poll(() => frame.evaluate(() => document.hasFocus())).toBe(true);

    await tabTo(live, frame, ({ list, text }) => list === "Figures" && text.includes("Calls"));
    await keyboard.press("Enter");
    await frame.getByRole("button", { name: "Back" }).waitFor();
    await expect.poll(async () => (await focused(frame)).isBody).toBe(false);

    await tabTo(live, frame, ({ role }) => role === "row");
    expect((await focused(frame)).index).toBe("0");
    await keyboard.press("ArrowDown");
    await expect.poll(async () => (await focused(frame)).index).toBe("1");
    await keyboard.press("End");
    await expect.poll(async () => (await focused(frame)).index).toBe("2");
    await keyboard.press("ArrowUp");
    await expect.poll(async () => (await focused(frame)).index).toBe("1");
    await keyboard.press("Enter");
    await frame.getByRole("article", { name: "Call" }).getByText("estimated_cost").first().waitFor();
    const inPeek = await focused(frame);
    expect([inPeek.isBody, inPeek.list]).toEqual([false, "Details"]);

    await keyboard.press("Escape");
    await frame.getByRole("article", { name: "Call" }).waitFor({ state: "detached" });
    await expect.poll(async () => (await focused(frame)).isBody).toBe(false);
    await frame.getByRole("button", { name: "Back" }).focus();
    await keyboard.press("Enter");
    await frame.getByRole("button", { name: "Back" }).waitFor({ state: "detached" });
    await expect.poll(async () => (await focused(frame)).isBody).toBe(false);
    expect(live.problems()).toEqual([]);
  });
});
