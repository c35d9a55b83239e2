import { useSyncExternalStore } from "react";

/** What a canvas needs of the theme, resolved: it cannot read tokens itself. */
export interface ChartTheme {
  readonly foreground: string;
  readonly muted: string;
  readonly accent: string;
  readonly page: string;
  readonly hover: string;
  readonly hoverForeground: string;
  readonly hoverLine: string;
  readonly fontFamily: string;
  readonly isHighContrast: boolean;
  /** The value of any other token, or "". */
  readonly read: (token: string) => string;
}

/** Reads the theme off a page's root element and body. */
export function readChartTheme(page: Document): ChartTheme {
  const styles = getComputedStyle(page.documentElement);
  const bodyStyles = getComputedStyle(page.body);
  const read = (token: string) => styles.getPropertyValue(token).trim();
  const pick = (tokens: readonly string[], fallback: string) =>
    tokens.map(read).find((value) => value !== "") ?? fallback;
  const foreground = pick(["--vscode-foreground"], "#808080");
  const isHighContrast = /\bvscode-high-contrast/.test(page.body.className);
  return {
    foreground,
    muted: pick(["--vscode-descriptionForeground"], foreground),
    accent: pick(["--vscode-charts-blue"], "#3794ff"),
    page: bodyStyles.backgroundColor,
    hover: pick(["--vscode-editorHoverWidget-background", "--vscode-editorWidget-background"], "#202020"),
    hoverForeground: pick(["--vscode-editorHoverWidget-foreground"], foreground),
    hoverLine: pick(["--vscode-editorHoverWidget-border"], "rgba(128, 128, 128, 0.4)"),
    fontFamily: pick(["--vscode-font-family"], "sans-serif"),
    isHighContrast,
    read,
  };
}

/** Follows the theme of a page by one observer, which lives while somebody listens. */
export class ThemeWatch {
  readonly #page: Document;
  readonly #listeners = new Set<() => void>();
  #theme: ChartTheme | null = null;
  #observer: MutationObserver | null = null;

  constructor(page: Document) {
    this.#page = page;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    this.#observer ??= this.#observe();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      this.#observer?.disconnect();
      this.#observer = null;
      this.#theme = null;
    };
  };

  readonly getTheme = (): ChartTheme => (this.#theme ??= readChartTheme(this.#page));

  #observe(): MutationObserver {
    // VS Code changes a theme by the body's class and the tokens in the root's style attribute.
    const observer = new MutationObserver(() => {
      this.#theme = readChartTheme(this.#page);
      for (const listener of this.#listeners) listener();
    });
    observer.observe(this.#page.body, { attributes: true, attributeFilter: ["class"] });
    observer.observe(this.#page.documentElement, { attributes: true, attributeFilter: ["style"] });
    return observer;
  }
}

const watch = new ThemeWatch(document);

export function useChartTheme(): ChartTheme {
  return useSyncExternalStore(watch.subscribe, watch.getTheme);
}
