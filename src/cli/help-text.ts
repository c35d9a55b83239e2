import { COMMANDS, COMMON_OPTIONS } from "./command-line.ts";
import type { CommandSpec, OptionSpec } from "./command-line.ts";

/** Help on everything, or on one command. */
export function helpText(topic: CommandSpec | null): string {
  return topic === null ? overview() : commandHelp(topic);
}

function overview(): string {
  const commands = COMMANDS.map(({ name, summary }) => `  ${name.padEnd(10)}${summary}\n`).join("");
  return [
    "Usage: empathy-telemetry <command> [options]\n",
    "\nReads the telemetry that the Empathy framework writes; nothing leaves the machine.\n",
    `\nCommands\n${commands}  ${"help".padEnd(10)}this text, or that of a command\n`,
    `\nOptions of every command\n${optionsText(COMMON_OPTIONS)}`,
    "\nExit codes: 0 done, 2 wrong usage or output that cannot be written, 3 input that cannot be read.\n",
  ].join("");
}

function commandHelp({ name, summary, options }: CommandSpec): string {
  const own = options.length === 0 ? "" : `\nOptions\n${optionsText(options)}`;
  return `Usage: empathy-telemetry ${name} [options]\n\n${name}: ${summary}\n${own}\nCommon options\n${optionsText(COMMON_OPTIONS)}`;
}

function optionsText(options: readonly OptionSpec[]): string {
  const heads = options.map(({ name, value }) => (value === null ? `--${name}` : `--${name} <${value}>`));
  const width = Math.max(...heads.map((head) => head.length)) + 2;
  return options.map(({ help }, index) => `  ${(heads[index] ?? "").padEnd(width)}${help}\n`).join("");
}
