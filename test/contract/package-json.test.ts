import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { describe, expect, it, vi } from "vitest";
import { COMMAND_IDS, CONTEXT_KEYS, EXTENSION_ID, PANEL_VIEW_ID } from "../../src/extension/command-ids.ts";
import { readSettings } from "../../src/extension/settings.ts";
import { fake, resetFake } from "../fakes/vscode-state.ts";
import { startLive } from "./support/live.ts";

const root = join(import.meta.dirname, "..", "..");
const read = (path: string): unknown => JSON.parse(readFileSync(join(root, path), "utf8"));

const menuItem = v.object({ command: v.string(), when: v.optional(v.string()) });
const manifest = v.parse(
  v.object({
    name: v.string(),
    publisher: v.string(),
    capabilities: v.object({
      untrustedWorkspaces: v.object({ restrictedConfigurations: v.array(v.string()) }),
    }),
    contributes: v.object({
      commands: v.array(
        v.object({
          command: v.string(),
          title: v.string(),
          category: v.string(),
          enablement: v.optional(v.string()),
        }),
      ),
      menus: v.record(v.string(), v.array(menuItem)),
      views: v.record(v.string(), v.array(v.object({ id: v.string() }))),
      configuration: v.object({
        properties: v.record(
          v.string(),
          v.object({ scope: v.string(), default: v.unknown(), markdownDescription: v.string() }),
        ),
      }),
      walkthroughs: v.array(
        v.object({
          steps: v.array(
            v.object({ media: v.object({ svg: v.string() }), completionEvents: v.array(v.string()) }),
          ),
        }),
      ),
    }),
  }),
  read("package.json"),
);
const { contributes } = manifest;
const catalogue = v.parse(v.record(v.string(), v.string()), read("package.nls.json"));
const commandIds = contributes.commands.map(({ command }) => command).toSorted();

function sources(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts") && !entry.parentPath.includes(".tsbuild"))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"));
}

describe("package.json", () => {
  it("contributes exactly the commands that are registered", () => {
    startLive(null);
    expect([...fake.commands.keys()].toSorted()).toEqual(commandIds);
    expect(Object.values(COMMAND_IDS).toSorted()).toEqual(commandIds);
  });

  it("keeps every command in one category", () => {
    expect(new Set(contributes.commands.map(({ category }) => category))).toEqual(new Set(["Empathy"]));
  });

  it("declares exactly the settings that are read", () => {
    const declared = Object.keys(contributes.configuration.properties).toSorted();
    resetFake();
    const get = vi.spyOn(fake.config, "get");
    const ignore = (): void => undefined;
    readSettings({ error: ignore, warn: ignore, info: ignore, debug: ignore, show: ignore });
    expect([...new Set(get.mock.calls.map(([key]) => key))].toSorted()).toEqual(declared);
  });

  it("restricts every setting that names a path or gives consent", () => {
    const restricted = manifest.capabilities.untrustedWorkspaces.restrictedConfigurations;
    const machine = Object.entries(contributes.configuration.properties)
      .filter(([, { scope }]) => scope.startsWith("machine"))
      .map(([key]) => key);
    expect(restricted.toSorted()).toEqual(machine.toSorted());
  });

  it.each(["homeStore", "archiveRetentionDays"])("lets no repository answer %s for its user", (key) => {
    expect(contributes.configuration.properties[`empathyTelemetry.${key}`]?.scope).toBe("machine");
  });

  it("names only known commands, views and context keys", () => {
    const items = Object.values(contributes.menus).flat();
    for (const { command } of items) expect(commandIds).toContain(command);
    const known = new Set<string>([...Object.values(CONTEXT_KEYS), PANEL_VIEW_ID]);
    const clauses = [
      ...items.map(({ when }) => when),
      ...contributes.commands.map(({ enablement }) => enablement),
      ...contributes.walkthroughs.flatMap(({ steps }) =>
        steps.flatMap((step) => step.completionEvents.filter((event) => event.startsWith("onContext:"))),
      ),
    ];
    const named = clauses.flatMap((clause) => clause?.match(/empathyTelemetry\.\w+/g) ?? []);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
    expect(contributes.views["empathyTelemetry"]?.map(({ id }) => id)).toEqual([PANEL_VIEW_ID]);
    expect(EXTENSION_ID).toBe(`${manifest.publisher}.${manifest.name}`);
  });

  it("has a text for every key, and no text too many", () => {
    const used = readFileSync(join(root, "package.json"), "utf8").match(/(?<="%)[\w.]+(?=%")/g) ?? [];
    expect([...new Set(used)].toSorted()).toEqual(Object.keys(catalogue).toSorted());
  });

  it("has a picture for every step of the walkthrough", () => {
    for (const { svg } of contributes.walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media))) {
      expect(readFileSync(join(root, svg), "utf8")).toContain("<svg");
    }
  });
});

describe("l10n/bundle.l10n.json", () => {
  it("holds exactly the strings of the source", () => {
    const bundle = v.parse(v.record(v.string(), v.string()), read("l10n/bundle.l10n.json"));
    const call = /l10n\.t\(\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')/g;
    const text = sources(join(root, "src", "extension")).join("\n");
    const found = [...text.matchAll(call)].map(([, literal]) => unquote(literal ?? ""));
    expect(text.match(/l10n\.t\(/g)?.length).toBe(found.length);
    expect(Object.keys(bundle).toSorted()).toEqual([...new Set(found)].toSorted());
    for (const [key, value] of Object.entries(bundle)) expect(value).toBe(key);
  });
});

function unquote(literal: string): string {
  const inner = literal.slice(1, -1);
  const asJson = literal.startsWith("'")
    ? inner.replaceAll(String.raw`\'`, "'").replaceAll('"', String.raw`\"`)
    : inner;
  return v.parse(v.string(), JSON.parse(`"${asJson}"`));
}
