import { render, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import { ErrorBoundary } from "../../../webview/components/error-boundary.tsx";
import { Section } from "../../../webview/components/section.tsx";
import { useServices } from "../../../webview/state/panel-context.ts";
import { renderPanel } from "../fixtures/render-panel.tsx";

afterEach(() => vi.restoreAllMocks());

describe("ErrorBoundary", () => {
  it("keeps a failure to its part, and recovers when it is tried again", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    let isBroken = true;
    function Fragile() {
      if (isBroken) throw new Error("planted");
      return <p>whole again</p>;
    }
    const ui = (
      <>
        <Section id="a" title="Broken">
          <Fragile />
        </Section>
        <Section id="b" title="Sound">
          <p>still here</p>
        </Section>
      </>
    );
    const { user } = await renderPanel({ ui });
    expect(screen.getByRole("alert").textContent).toContain("This part could not be shown.");
    expect(screen.getByText("still here")).toBeDefined();
    isBroken = false;
    await user.click(screen.getByRole("button", { name: "Reload View" }));
    expect(screen.getByText("whole again")).toBeDefined();
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("shows the failure again when it is still there", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    function Broken(): null {
      throw new Error("planted");
    }
    render(
      <ErrorBoundary>
        <Broken />
      </ErrorBoundary>,
    );
    await userEvent.click(screen.getByRole("button", { name: "Reload View" }));
    expect(screen.getByRole("alert")).toBeDefined();
  });
});

describe("useServices", () => {
  it("says what is missing outside of the panel", () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    function Lost() {
      useServices();
      return null;
    }
    expect(() => render(<Lost />)).toThrow("PanelContext");
  });
});
