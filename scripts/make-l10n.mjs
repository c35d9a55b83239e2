// Writes l10n/bundle.l10n.json: the strings that the extension passes to `l10n.t`, in English.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repoRoot } from "./lib/paths.mjs";

const folder = join(repoRoot, "src", "extension");
const call = /l10n\.t\(\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')/g;
const texts = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith(".ts") && !entry.parentPath.includes(".tsbuild"))
  .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"));

/**
 * @param {string} literal a quoted string of the source
 * @returns {string}
 */
function unquote(literal) {
  const inner = literal.slice(1, -1);
  if (literal.startsWith('"')) return JSON.parse(literal);
  return JSON.parse(`"${inner.replaceAll(String.raw`\'`, "'").replaceAll('"', String.raw`\"`)}"`);
}

/** @type {string[]} */
const found = texts.flatMap((text) => [...text.matchAll(call)].map((match) => unquote(match[1] ?? '""')));
const sorted = [...new Set(found)].toSorted();
mkdirSync(join(repoRoot, "l10n"), { recursive: true });
const bundle = Object.fromEntries(sorted.map((text) => [text, text]));
writeFileSync(join(repoRoot, "l10n", "bundle.l10n.json"), `${JSON.stringify(bundle, null, 2)}\n`);
