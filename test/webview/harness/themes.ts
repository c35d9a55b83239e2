/** Tokens as VS Code's own default themes set them: what a page needs to be looked at outside of it. */
export type ThemeName = "dark" | "light" | "hc" | "hc-light";

interface Theme {
  readonly bodyClass: string;
  readonly tokens: Readonly<Record<string, string>>;
}

const COMMON = {
  "font-family": "system-ui, 'Segoe UI', 'Open Sans', sans-serif",
  "font-size": "13px",
  "editor-font-family": "'DejaVu Sans Mono', monospace",
};

const DARK = {
  foreground: "#cccccc",
  descriptionForeground: "#9d9d9d",
  disabledForeground: "#cccccc80",
  errorForeground: "#f85149",
  focusBorder: "#0078d4",
  "editor-background": "#1f1f1f",
  "sideBar-background": "#181818",
  "panel-border": "#2b2b2b",
  "editorWidget-background": "#202020",
  "editorWidget-border": "#454545",
  "widget-shadow": "#0000005c",
  "editorHoverWidget-background": "#202020",
  "editorHoverWidget-foreground": "#cccccc",
  "editorHoverWidget-border": "#454545",
  "list-hoverBackground": "#2a2d2e",
  "list-activeSelectionBackground": "#04395e",
  "list-activeSelectionForeground": "#ffffff",
  "toolbar-hoverBackground": "#5a5d5e50",
  "button-background": "#0078d4",
  "button-foreground": "#ffffff",
  "button-hoverBackground": "#026ec1",
  "button-secondaryBackground": "#313131",
  "button-secondaryForeground": "#cccccc",
  "button-secondaryHoverBackground": "#3c3c3c",
  "dropdown-background": "#313131",
  "dropdown-foreground": "#cccccc",
  "dropdown-border": "#3c3c3c",
  "badge-background": "#616161",
  "badge-foreground": "#f8f8f8",
  "textLink-foreground": "#4daafc",
  "textLink-activeForeground": "#4daafc",
  "testing-iconPassed": "#73c991",
  "testing-iconFailed": "#f14c4c",
  "editorWarning-foreground": "#cca700",
  "scrollbarSlider-background": "#79797966",
  "progressBar-background": "#0078d4",
  "charts-blue": "#59a4f9",
  "charts-red": "#f14c4c",
  "charts-yellow": "#cca700",
  "charts-orange": "#d18616",
  "charts-green": "#89d185",
  "charts-purple": "#b180d7",
  "charts-lines": "#cccccc80",
};

const LIGHT: typeof DARK = {
  ...DARK,
  foreground: "#3b3b3b",
  descriptionForeground: "#3b3b3b",
  disabledForeground: "#61616180",
  focusBorder: "#005fb8",
  "editor-background": "#ffffff",
  "sideBar-background": "#f8f8f8",
  "panel-border": "#e5e5e5",
  "editorWidget-background": "#f8f8f8",
  "editorWidget-border": "#c8c8c8",
  "widget-shadow": "#00000029",
  "editorHoverWidget-background": "#f8f8f8",
  "editorHoverWidget-foreground": "#3b3b3b",
  "editorHoverWidget-border": "#c8c8c8",
  "list-hoverBackground": "#f2f2f2",
  "list-activeSelectionBackground": "#e8e8e8",
  "list-activeSelectionForeground": "#000000",
  "toolbar-hoverBackground": "#b8b8b850",
  "button-background": "#005fb8",
  "button-hoverBackground": "#0258a8",
  "button-secondaryBackground": "#e5e5e5",
  "button-secondaryForeground": "#3b3b3b",
  "button-secondaryHoverBackground": "#cccccc",
  "dropdown-background": "#ffffff",
  "dropdown-foreground": "#3b3b3b",
  "dropdown-border": "#cecece",
  "badge-background": "#cccccc",
  "badge-foreground": "#3b3b3b",
  "textLink-foreground": "#005fb8",
  "textLink-activeForeground": "#005fb8",
  "testing-iconPassed": "#388a34",
  "testing-iconFailed": "#f14c4c",
  "editorWarning-foreground": "#bf8803",
  "scrollbarSlider-background": "#64646466",
  "progressBar-background": "#005fb8",
  "charts-blue": "#0063d3",
  "charts-red": "#e51400",
  "charts-yellow": "#bf8803",
  "charts-green": "#388a34",
  "charts-purple": "#652d90",
  "charts-lines": "#3b3b3b80",
};

const HC: Readonly<Record<string, string>> = {
  ...DARK,
  contrastBorder: "#6fc3df",
  contrastActiveBorder: "#f38518",
  foreground: "#ffffff",
  descriptionForeground: "#ffffffb3",
  focusBorder: "#f38518",
  "editor-background": "#000000",
  "sideBar-background": "#000000",
  "panel-border": "#6fc3df",
  "editorWidget-background": "#0c141f",
  "editorWidget-border": "#6fc3df",
  "list-hoverBackground": "#ffffff1a",
  "list-activeSelectionBackground": "#00000000",
  "toolbar-hoverBackground": "#00000000",
  "button-background": "#00000000",
  "button-secondaryBackground": "#00000000",
  "button-secondaryForeground": "#ffffff",
  "button-secondaryHoverBackground": "#00000000",
  "dropdown-background": "#000000",
  "dropdown-foreground": "#ffffff",
  "dropdown-border": "#6fc3df",
  "badge-background": "#000000",
  "badge-foreground": "#ffffff",
  "textLink-foreground": "#21a6ff",
};

const HC_LIGHT: Readonly<Record<string, string>> = {
  ...LIGHT,
  contrastBorder: "#0f4a85",
  contrastActiveBorder: "#006bbd",
  foreground: "#292929",
  descriptionForeground: "#292929b3",
  focusBorder: "#006bbd",
  "sideBar-background": "#ffffff",
  "panel-border": "#0f4a85",
  "editorWidget-background": "#ffffff",
  "editorWidget-border": "#0f4a85",
  "list-hoverBackground": "#0f4a851a",
  "list-activeSelectionBackground": "#0f4a851a",
  "list-activeSelectionForeground": "#292929",
  "toolbar-hoverBackground": "#00000000",
  "button-background": "#0f4a85",
  "button-secondaryBackground": "#ffffff",
  "button-secondaryForeground": "#292929",
  "button-secondaryHoverBackground": "#ffffff",
  "dropdown-foreground": "#292929",
  "dropdown-border": "#0f4a85",
  "badge-background": "#0f4a85",
  "badge-foreground": "#ffffff",
  "textLink-foreground": "#0f4a85",
};

const THEMES: Readonly<Record<ThemeName, Theme>> = {
  dark: { bodyClass: "vscode-dark", tokens: DARK },
  light: { bodyClass: "vscode-light", tokens: LIGHT },
  hc: { bodyClass: "vscode-high-contrast", tokens: HC },
  "hc-light": { bodyClass: "vscode-high-contrast vscode-high-contrast-light", tokens: HC_LIGHT },
};

/** Dresses a page as VS Code does: tokens in the root's style, the kind of theme in the body's class. */
export function applyTheme(page: Document, name: ThemeName): void {
  const { bodyClass, tokens } = THEMES[name];
  for (const [token, value] of Object.entries({ ...COMMON, ...tokens })) {
    page.documentElement.style.setProperty(`--vscode-${token}`, value);
  }
  page.body.className = bodyClass;
}

export function isThemeName(name: string): name is ThemeName {
  return Object.hasOwn(THEMES, name);
}
