import { act, render, screen } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { bucketLabel, bucketLines } from "../../../webview/charts/bucket-text.ts";
import { costData, costOptions, providerData, providerOptions } from "../../../webview/charts/options.ts";
import { resolvedSeriesColor, seriesColor } from "../../../webview/charts/series-color.ts";
import { readChartTheme, ThemeWatch, useChartTheme } from "../../../webview/charts/theme.ts";
import type { ChartTheme } from "../../../webview/charts/theme.ts";
import { aBucket, aView } from "../fixtures/panel-view.ts";

const PLACE = { timeZone: "America/New_York", locale: "en-US" };
const THEME: ChartTheme = {
  foreground: "#cccccc",
  muted: "#999999",
  accent: "#3794ff",
  page: "#1f1f1f",
  hover: "#202020",
  hoverForeground: "#cccccc",
  hoverLine: "#454545",
  fontFamily: "Test",
  isHighContrast: false,
  read: (token) => (token === "--vscode-charts-blue" ? "#59a4f9" : ""),
};
const series = aView().cost;

describe("costData", () => {
  it("draws a gap for a bucket without a reported cost", () => {
    const { datasets, labels } = costData(series, THEME, PLACE, null);
    expect(datasets[0]?.data).toEqual([1.42, 2.31, 0.97, null, 3.05, 1.88, 0.64]);
    expect(labels?.[0]).toBe("Jan 26");
  });

  it("outlines the bucket that is still filling", () => {
    const { datasets } = costData(series, THEME, PLACE, null);
    expect(datasets[0]?.borderWidth).toEqual([0, 0, 0, 0, 0, 0, 1]);
    expect(datasets[0]?.backgroundColor).toMatchObject({ 0: "#3794ff", 6: "rgba(55, 148, 255, 0.25)" });
  });

  it("marks the bar that the keyboard is on, and borders all in high contrast", () => {
    const marked = costData(series, THEME, PLACE, 1).datasets[0];
    expect(marked?.backgroundColor).toMatchObject({ 0: "rgba(55, 148, 255, 0.55)", 1: "#3794ff" });
    expect(costData(series, THEME, PLACE, 6).datasets[0]?.backgroundColor).toMatchObject({
      6: "rgba(55, 148, 255, 0.5)",
    });
    const contrast = costData(series, { ...THEME, isHighContrast: true }, PLACE, null).datasets[0];
    expect(contrast?.borderWidth).toEqual([1, 1, 1, 1, 1, 1, 1]);
    expect(contrast?.borderColor).toBe("#cccccc");
  });
});

describe("costOptions", () => {
  const onPick = vi.fn<(index: number) => void>();
  const options = costOptions({ series, theme: THEME, place: PLACE, onPick });

  it("starts at zero, does not move, and writes money on its axis", () => {
    expect(options.animation).toBe(false);
    expect(options.scales?.["y"]).toMatchObject({ beginAtZero: true });
    const callback = options.scales?.["y"]?.ticks?.callback;
    expect(Reflect.apply(callback ?? String, {}, [2.5, 0, []])).toBe("$2.50");
  });

  it("picks the bucket under the pointer, and nothing beside the bars", () => {
    Reflect.apply(options.onClick ?? String, {}, [{}, [{ index: 4 }], {}]);
    Reflect.apply(options.onClick ?? String, {}, [{}, [], {}]);
    expect(onPick.mock.calls).toEqual([[4]]);
  });

  it("explains a bar in its tooltip", () => {
    const callbacks = options.plugins?.tooltip?.callbacks;
    const item = (dataIndex: number) => [[{ dataIndex }]];
    expect(Reflect.apply(callbacks?.afterBody ?? String, {}, item(1))).toEqual([
      "$2.31 · 137, 1 failed",
      "bug-predict  $1.16",
    ]);
    expect(Reflect.apply(callbacks?.footer ?? String, {}, item(6))).toBe("still filling");
    expect(Reflect.apply(callbacks?.footer ?? String, {}, item(0))).toBe("");
    expect(Reflect.apply(callbacks?.afterBody ?? String, {}, [[]])).toEqual([]);
    expect(Reflect.apply(callbacks?.label ?? String, {}, item(0))).toBe("");
  });
});

describe("buckets in words", () => {
  it("says what is not reported and what still fills", () => {
    expect(bucketLabel(aBucket(3), "day", PLACE)).toBe("Jan 29: not reported, 171 records");
    expect(bucketLabel(aBucket(6), "day", PLACE)).toBe("Feb 1: $0.64, 222 records, still filling");
    expect(bucketLines(aBucket(3), "en-US")).toEqual(["not reported · 171"]);
  });

  it("cuts and shows hostile names in tooltips", () => {
    const bucket = aBucket(0, { top: [{ key: `\u202E${"x".repeat(80)}`, costUsd: 1 }] });
    expect(bucketLines(bucket, "en-US")[1]).toBe(`[U+202E]${"x".repeat(32)}  $1.00`);
  });
});

describe("provider ring", () => {
  it("draws shares in the colours of the providers", () => {
    const { datasets, labels } = providerData(aView().providers, THEME, "theme");
    expect(labels).toEqual(["anthropic", "openai", "google", "ollama"]);
    expect(datasets[0]?.data).toEqual([0.715, 0.193, 0.092, 0]);
    expect(datasets[0]?.backgroundColor).toMatchObject({ 0: "#59a4f9", 1: "#89d185" });
  });

  it("picks a slice and writes its share", () => {
    const onPick = vi.fn<(index: number) => void>();
    const options = providerOptions(THEME, "en-US", onPick);
    Reflect.apply(options.onClick ?? String, {}, [{}, [{ index: 2 }], {}]);
    Reflect.apply(options.onClick ?? String, {}, [{}, [], {}]);
    expect(onPick.mock.calls).toEqual([[2]]);
    const label = options.plugins?.tooltip?.callbacks?.label;
    expect(Reflect.apply(label ?? String, {}, [{ raw: 0.715 }])).toBe("72%");
  });
});

describe("seriesColor", () => {
  it("keeps the colour of a thing whatever else is there", () => {
    expect(seriesColor("tier", "premium", "theme")).toBe("var(--vscode-charts-purple, #b180d7)");
    expect(seriesColor("provider", "Anthropic", "theme")).toBe(seriesColor("provider", "anthropic", "theme"));
    expect(seriesColor("provider", "acme", "theme")).toBe(seriesColor("provider", "acme", "theme"));
    expect(seriesColor("provider", "constructor", "theme")).toMatch(/^var\(--vscode-charts-/);
  });

  it("is grey for what is not reported, and safe for the colour-blind on request", () => {
    expect(seriesColor("tier", "(none)", "colorblind")).toBe("var(--vscode-disabledForeground, #808080)");
    expect(seriesColor("tier", "cheap", "colorblind")).toBe("#009e73");
  });

  it("falls back where a theme has no such token", () => {
    expect(resolvedSeriesColor("tier", "capable", "theme", () => "")).toBe("#3794ff");
    expect(resolvedSeriesColor("tier", "capable", "theme", () => "#123456")).toBe("#123456");
    expect(resolvedSeriesColor("tier", "capable", "colorblind", () => "#123456")).toBe("#0072b2");
  });
});

describe("chart theme", () => {
  it("reads tokens with fallbacks", () => {
    document.documentElement.style.setProperty("--vscode-charts-blue", "#010203");
    document.body.className = "vscode-high-contrast";
    expect(readChartTheme(document)).toMatchObject({
      accent: "#010203",
      foreground: "#808080",
      isHighContrast: true,
    });
    document.body.className = "";
  });

  it("follows the theme while somebody listens", async () => {
    function Accent() {
      return <p>{useChartTheme().accent}</p>;
    }
    const { unmount } = render(<Accent />);
    await act(async () => {
      document.documentElement.style.setProperty("--vscode-charts-blue", "#0a0b0c");
    });
    expect(await screen.findByText("#0a0b0c")).toBeDefined();
    unmount();
  });

  it("reads anew after everyone left", () => {
    const watch = new ThemeWatch(document);
    const leaves = [watch.subscribe(() => undefined), watch.subscribe(() => undefined)];
    const before = watch.getTheme();
    leaves[0]?.();
    expect(watch.getTheme()).toBe(before);
    leaves[1]?.();
    document.documentElement.style.setProperty("--vscode-charts-blue", "#111111");
    expect(watch.getTheme().accent).toBe("#111111");
  });
});
