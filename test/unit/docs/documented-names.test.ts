import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../../..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");

interface Manifest {
  readonly scripts: Readonly<Record<string, string>>;
  readonly contributes: {
    readonly commands: readonly { readonly title: string; readonly category: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly default: unknown }>> };
  };
}

const manifest = JSON.parse(read("package.json")) as Manifest;
const texts = JSON.parse(read("package.nls.json")) as Readonly<Record<string, string>>;
const localized = (key: string): string => texts[key.slice(1, -1)] ?? key;

const documents = [
  "README.md",
  "CHANGELOG.md",
  "SECURITY.md",
  ...["docs", "docs/guides", "docs/adr"].flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith(".md"))
      .map((name) => `${folder}/${name}`),
  ),
];

const commandTitles = new Set(
  manifest.contributes.commands.map(({ category, title }) => `${localized(category)}: ${localized(title)}`),
);
const settingNames = new Set(Object.keys(manifest.contributes.configuration.properties));

function matches(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].map((match) => match[1] ?? "");
}

describe.each(documents)("%s", (path) => {
  const text = read(path);

  it("names only commands that exist", () => {
    const named = matches(text, /\*\*(Empathy: [^*]+)\*\*/g);
    expect(named.filter((title) => !commandTitles.has(title))).toEqual([]);
  });

  it("names only settings that exist", () => {
    const named = matches(text, /`(empathyTelemetry\.[A-Za-z.]+)`/g);
    expect(named.filter((name) => !settingNames.has(name))).toEqual([]);
  });

  it("names only npm scripts that exist", () => {
    const named = [...matches(text, /`npm run ([\w:]+)/g), ...matches(text, /`npm (start|test)\b/g)];
    expect(named.filter((name) => manifest.scripts[name] === undefined)).toEqual([]);
  });

  it("links only to files that exist", () => {
    const links = matches(text, /\]\((?!https?:|#)([^)#]+)/g);
    expect(links.filter((link) => !existsSync(join(root, dirname(path), link)))).toEqual([]);
  });

  it("names nothing of where it was made", () => {
    expect(text).not.toMatch(/\/(root|home|work|tmp)\//);
  });
});

describe("the panel guide", () => {
  const guide = read("docs/guides/TELEMETRY_PANEL_GUIDE.md");

  it("documents every setting", () => {
    expect([...settingNames].filter((name) => !guide.includes(`\`${name}\``))).toEqual([]);
  });
});

describe("the README", () => {
  it("names every CLI command that it shows as the CLI knows it", () => {
    const named = matches(read("README.md"), /dist\/cli\.cjs ([a-z]+)/g);
    expect(named.length).toBeGreaterThan(4);
    const known = new Set(["stats", "calls", "runs", "health", "export", "help"]);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });
});
