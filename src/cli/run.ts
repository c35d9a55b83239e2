import type { CliIo } from "./cli-io.ts";
import { OutputError } from "./cli-io.ts";
import { parseCommandLine } from "./command-line.ts";
import type { CommandLine, CommandName } from "./command-line.ts";
import { runExport } from "./command-export.ts";
import { runHealth } from "./command-health.ts";
import { runCalls, runRuns } from "./command-list.ts";
import { runStats } from "./command-stats.ts";
import { EXIT, unwrittenFailure } from "./exit-codes.ts";
import type { CliFailure } from "./exit-codes.ts";
import { helpText } from "./help-text.ts";
import { writeJson } from "./output.ts";
import { readSettings } from "./settings.ts";
import type { Settings } from "./settings.ts";
import { terminalSafe } from "./terminal-text.ts";
import { VERSION } from "./version.ts";

type Command = (line: CommandLine, settings: Settings, io: CliIo) => Promise<CliFailure | null>;

const COMMANDS: Readonly<Record<CommandName, Command>> = {
  stats: (_line, settings, io) => runStats(settings, io),
  calls: runCalls,
  runs: runRuns,
  health: (_line, settings, io) => runHealth(settings, io),
  export: runExport,
};

/** Runs one command line (without program names) to its exit code. Throws only for faults of our own. */
export async function run(argv: readonly string[], io: CliIo): Promise<number> {
  const failure = await executeOrSay(argv, io);
  if (failure === null) return EXIT.ok;
  const hint = failure.suggestion === null ? "" : `\nDid you mean ${terminalSafe(failure.suggestion)}?`;
  const { argument = null } = failure;
  const place = argument === null ? "" : ` (argument ${argument})`;
  io.writeError(`empathy-telemetry: ${terminalSafe(failure.message)}${place}${hint}\n`);
  if (argv.includes("--json") && failure.isAnswered !== true) await writeFailure(failure, io);
  return failure.exitCode;
}

async function writeFailure(failure: CliFailure, io: CliIo): Promise<void> {
  const { code, message, suggestion, argument = null } = failure;
  try {
    await writeJson(io, { error: { code, message, suggestion, argument } });
  } catch (error) {
    // Standard error has said it, and the exit code is the one of the cause.
    if (!(error instanceof OutputError)) throw error;
  }
}

async function executeOrSay(argv: readonly string[], io: CliIo): Promise<CliFailure | null> {
  try {
    return await execute(argv, io);
  } catch (error) {
    if (!(error instanceof OutputError)) throw error;
    const message = `Standard output could not be written (${error.code}): it is not complete.`;
    return { ...unwrittenFailure(message), isAnswered: true };
  }
}

async function execute(argv: readonly string[], io: CliIo): Promise<CliFailure | null> {
  const line = parseCommandLine(argv);
  if (!line.ok) return line.error;
  const { command, topic } = line.value;
  if (command === "help" || command === "version") {
    await io.writeOut(command === "help" ? helpText(topic) : `${VERSION}\n`);
    return null;
  }
  const settings = readSettings(line.value, io);
  return settings.ok ? COMMANDS[command](line.value, settings.value, io) : settings.error;
}
