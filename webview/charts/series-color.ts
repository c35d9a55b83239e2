import { isNoneKey } from "../text/labels.ts";

export type SeriesKind = "provider" | "tier";
export type Palette = "theme" | "colorblind";

/** A colour token of the theme, with a fallback for themes that leave it out. */
interface Token {
  readonly name: string;
  readonly fallback: string;
}

// Red is left out: it stands for failures. So is orange: VS Code derives it from a translucent colour of the
// minimap, nearly invisible in some themes.
const THEME: readonly Token[] = [
  { name: "--vscode-charts-blue", fallback: "#3794ff" },
  { name: "--vscode-terminal-ansiCyan", fallback: "#11a8cd" },
  { name: "--vscode-charts-green", fallback: "#89d185" },
  { name: "--vscode-charts-purple", fallback: "#b180d7" },
  { name: "--vscode-charts-yellow", fallback: "#cca700" },
];

// Okabe and Ito, without the yellow that vanishes on white and the black that vanishes on black.
const COLORBLIND = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#d55e00"] as const;

const NONE: Token = { name: "--vscode-disabledForeground", fallback: "#808080" };

// The same thing has the same colour everywhere and for ever, whatever else is on screen.
const KNOWN: Readonly<Record<SeriesKind, Readonly<Record<string, number>>>> = {
  provider: { anthropic: 0, openai: 2, google: 4, gemini: 4, ollama: 3, hybrid: 1 },
  tier: { cheap: 2, capable: 0, premium: 3 },
};

function hashed(key: string, size: number): number {
  let hash = 0;
  for (const character of key) hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) >>> 0;
  return hash % size;
}

function slotOf(kind: SeriesKind, key: string): number {
  const known = KNOWN[kind];
  const name = key.toLowerCase();
  return (Object.hasOwn(known, name) ? known[name] : undefined) ?? hashed(name, THEME.length);
}

/** A CSS colour for elements: stays a token, so that it changes with the theme by itself. */
export function seriesColor(kind: SeriesKind, key: string, palette: Palette): string {
  const token = isNoneKey(key) ? NONE : THEME[slotOf(kind, key)];
  if (palette === "colorblind" && !isNoneKey(key)) return COLORBLIND[slotOf(kind, key)] ?? NONE.fallback;
  return token ? `var(${token.name}, ${token.fallback})` : NONE.fallback;
}

/** The same colour for a canvas, which cannot read tokens. `read` gives a token's value, or "". */
export function resolvedSeriesColor(
  kind: SeriesKind,
  key: string,
  palette: Palette,
  read: (token: string) => string,
): string {
  const color = seriesColor(kind, key, palette);
  const match = /^var\((--[\w-]+), (.+)\)$/.exec(color);
  return match?.[1] === undefined ? color : read(match[1]) || (match[2] ?? NONE.fallback);
}
