import { parseArgs } from "node:util";
import type { Result } from "../core/result.ts";
import type { CliFailure } from "./exit-codes.ts";
import { usageFailure } from "./exit-codes.ts";
import { suggestWord } from "./suggest.ts";

export interface OptionSpec {
  readonly name: string;
  /** Name of the value in help; null for a switch. */
  readonly value: string | null;
  readonly isRepeatable?: boolean;
  readonly help: string;
}

export const COMMON_OPTIONS: readonly OptionSpec[] = [
  {
    name: "dir",
    value: "path",
    isRepeatable: true,
    help: "folder with telemetry files, repeatable (default: .empathy and .attune here)",
  },
  { name: "range", value: "today|7d|30d|all", help: "calendar days in the zone of --tz (default: all)" },
  { name: "since", value: "ISO or YYYY-MM-DD", help: "first instant or day" },
  { name: "until", value: "ISO or YYYY-MM-DD", help: "end instant, or last day (included)" },
  { name: "tz", value: "IANA zone", help: "zone that days are cut in and times shown in (default: system)" },
  {
    name: "naive-tz",
    value: "IANA zone",
    help: "zone of times that are written without one (default: system)",
  },
  { name: "now", value: "ISO", help: "the clock, for replays (default: now)" },
  { name: "no-merge-twins", value: null, help: "count every line: the producer writes most calls twice" },
  {
    name: "include-archive",
    value: null,
    help: "also read what Clear History moved to archive/, compressed or not",
  },
  { name: "json", value: null, help: "one JSON document on stdout" },
  { name: "help", value: null, help: "this text" },
];

const PAGE_OPTIONS: readonly OptionSpec[] = [
  { name: "limit", value: "n", help: "at most n rows (default: 20 as text, else all)" },
  { name: "offset", value: "n", help: "skip n rows" },
  { name: "sort", value: "field[:asc|:desc]", help: "order of the rows (default: time:desc)" },
  { name: "csv", value: null, help: "comma-separated values with a header" },
];

export type CommandName = "stats" | "calls" | "runs" | "health" | "export";

export interface CommandSpec {
  readonly name: CommandName;
  readonly summary: string;
  readonly options: readonly OptionSpec[];
}

export const COMMANDS: readonly CommandSpec[] = [
  { name: "stats", summary: "cost, calls, runs, tokens and latency of a range", options: [] },
  { name: "calls", summary: "list model calls", options: PAGE_OPTIONS },
  { name: "runs", summary: "list workflow runs", options: PAGE_OPTIONS },
  { name: "health", summary: "which files were read, and what could not be", options: [] },
  {
    name: "export",
    summary: "write records to a file",
    options: [
      { name: "format", value: "csv|json|jsonl", help: "form of the file (default: by the name of --out)" },
      { name: "out", value: "file", help: "where to write" },
      { name: "kind", value: "calls|runs", help: "which records (default: calls)" },
    ],
  },
];

/** A command line, taken apart: every option is known, every value is there. */
export interface CommandLine {
  readonly command: CommandName | "help" | "version";
  /** For `help`: the command asked about. */
  readonly topic: CommandSpec | null;
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly switches: ReadonlySet<string>;
  /** Place of each option among the arguments, from 1; of a repeated one the first. */
  readonly places: ReadonlyMap<string, number>;
}

export function parseCommandLine(argv: readonly string[]): Result<CommandLine, CliFailure> {
  const { tokens } = parseArgs({
    args: [...argv],
    options: parserOptions(),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const words = tokens.flatMap((token) =>
    token.kind === "positional" ? [{ text: token.value, place: token.index + 1 }] : [],
  );
  const given = tokens.flatMap((token) => (token.kind === "option" ? [token] : []));
  if (given.some(({ name }) => name === "version" || name === "V")) return simple("version", null);
  const [word, ...rest] = words;
  const wantsHelp = given.some(({ name }) => name === "help" || name === "h");
  if (word === undefined) {
    return wantsHelp ? simple("help", null) : failure("No command given.", "empathy-telemetry help");
  }
  if (word.text === "help") return helpAbout(rest[0]);
  const spec = COMMANDS.find(({ name }) => name === word.text);
  if (spec === undefined) return unknownCommand(word);
  if (wantsHelp) return simple("help", spec);
  const line = readOptions(spec, given);
  // An unknown option first: what looks like an argument is mostly its value.
  if (!line.ok || rest[0] === undefined) return line;
  return failure(`Unexpected argument: ${rest[0].text}`, null, rest[0].place);
}

function parserOptions() {
  const all = [...COMMON_OPTIONS, ...COMMANDS.flatMap(({ options }) => options)];
  return Object.fromEntries(
    all.map(({ name, value }) => [
      name,
      { type: value === null ? ("boolean" as const) : ("string" as const) },
    ]),
  );
}

interface Word {
  readonly text: string;
  readonly place: number;
}

interface OptionToken {
  readonly index: number;
  readonly name: string;
  readonly rawName: string;
  readonly value?: string | undefined;
  /** Given with `=`. */
  readonly inlineValue?: boolean | undefined;
}

function readOptions(spec: CommandSpec, given: readonly OptionToken[]): Result<CommandLine, CliFailure> {
  const known = [...COMMON_OPTIONS, ...spec.options];
  const values = new Map<string, readonly string[]>();
  const switches = new Set<string>();
  const places = new Map<string, number>();
  for (const { index, name, rawName, value, inlineValue } of given) {
    const place = index + 1;
    const option = rawName.startsWith("--") ? known.find((candidate) => candidate.name === name) : undefined;
    if (option === undefined) return unknownOption(rawName, spec, known, place);
    if (!places.has(name)) places.set(name, place);
    if (option.value === null) {
      if (value !== undefined) return failure(`${rawName} takes no value.`, null, place);
      switches.add(name);
      continue;
    }
    // `--dir --json` forgot the folder; one that is called so can be given with `=`.
    const isMissing =
      value === undefined || value === "" || (inlineValue === false && value.startsWith("--"));
    if (isMissing) return failure(`${rawName} needs a value: <${option.value}>.`, null, place);
    const earlier = values.get(name) ?? [];
    if (earlier.length > 0 && option.isRepeatable !== true)
      return failure(`${rawName} is given twice.`, null, place);
    values.set(name, [...earlier, value]);
  }
  return { ok: true, value: { command: spec.name, topic: null, values, switches, places } };
}

function simple(command: "help" | "version", topic: CommandSpec | null): Result<CommandLine, CliFailure> {
  const none = { values: new Map(), switches: new Set<string>(), places: new Map() };
  return { ok: true, value: { command, topic, ...none } };
}

function failure(
  message: string,
  suggestion: string | null = null,
  place: number | null = null,
): Result<CommandLine, CliFailure> {
  return { ok: false, error: usageFailure(message, suggestion, place) };
}

function helpAbout(word: Word | undefined): Result<CommandLine, CliFailure> {
  if (word === undefined) return simple("help", null);
  const topic = COMMANDS.find(({ name }) => name === word.text);
  return topic === undefined ? unknownCommand(word) : simple("help", topic);
}

function unknownCommand({ text, place }: Word): Result<CommandLine, CliFailure> {
  const names = [...COMMANDS.map(({ name }) => name), "help"];
  return failure(`Unknown command: ${text}`, suggestWord(text, names), place);
}

function unknownOption(
  rawName: string,
  spec: CommandSpec,
  known: readonly OptionSpec[],
  place: number,
): Result<CommandLine, CliFailure> {
  const near = suggestWord(
    rawName.replace(/^-+/, ""),
    known.map(({ name }) => name),
  );
  const suggestion = near === null ? null : `--${near}`;
  return failure(`Unknown option of ${spec.name}: ${rawName}`, suggestion, place);
}
