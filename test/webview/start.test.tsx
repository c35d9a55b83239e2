import { act, screen } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { startPanel } from "../../webview/start.tsx";
import { acquireApi } from "../../webview/vscode-api.ts";
import { FakeHost } from "./fixtures/fake-host.ts";

afterEach(() => {
  document.body.replaceChildren();
  delete document.body.dataset["surface"];
  vi.unstubAllGlobals();
});

describe("acquireApi", () => {
  it("says what is wrong outside of VS Code", () => {
    expect(() => acquireApi()).toThrow("only inside a VS Code webview");
  });

  it("gives VS Code's own", () => {
    const host = new FakeHost({ deliver: () => undefined });
    vi.stubGlobal("acquireVsCodeApi", () => host);
    expect(acquireApi()).toBe(host);
  });
});

describe("startPanel", () => {
  it("needs the shell's root", () => {
    expect(() => startPanel(window, new FakeHost({ deliver: () => undefined }))).toThrow("#root");
  });

  it("starts on the surface of its shell, takes messages, and leaves nothing behind", async () => {
    const root = document.createElement("div");
    root.id = "root";
    document.body.append(root);
    document.body.dataset["surface"] = "dashboard";
    const host = new FakeHost({
      deliver: (data) => {
        window.dispatchEvent(new MessageEvent("message", { data }));
      },
    });
    const add = vi.spyOn(window, "addEventListener");
    const remove = vi.spyOn(window, "removeEventListener");
    await act(async () => {
      startPanel(window, host);
    });
    // As wide as a dashboard, before anything was measured.
    expect(screen.getByRole("button", { name: "Refresh" })).toBeDefined();
    expect(screen.getByRole("list", { name: "Figures" })).toBeDefined();
    await act(async () => {
      window.dispatchEvent(new Event("pagehide"));
    });
    expect(root.childElementCount).toBe(0);
    const own = (calls: readonly (readonly unknown[])[]) =>
      calls.filter(([type]) => type === "message" || type === "pagehide").length;
    expect(own(add.mock.calls)).toBe(2);
    expect(own(remove.mock.calls)).toBe(2);
  });

  it("takes the side bar where the shell says nothing", async () => {
    const root = document.createElement("div");
    root.id = "root";
    document.body.append(root);
    let stop: () => void = () => undefined;
    await act(async () => {
      stop = startPanel(window, new FakeHost({ deliver: () => undefined }));
    });
    expect(screen.getByRole("banner")).toBeDefined();
    expect(screen.queryByRole("button", { name: "Refresh" })).toBeNull();
    act(stop);
  });
});
