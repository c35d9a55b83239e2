// `npm start [-- folder]`: opens a living sample workspace, or any folder, in VS Code with the extension.
// Until the packages are installed, only Node built-ins may be imported here.
import { statSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { ensureBuilt } from "./lib/build-record.mjs";
import { ensureInstalled, requireNode } from "./lib/install.mjs";
import { exitOnSignals } from "./lib/processes.mjs";
import { start } from "./lib/start.mjs";

const help = `Usage: npm start [-- [folder] [--server]]

Opens a living sample workspace in VS Code with the extension running; with a folder, opens that folder instead.
Uses \`code\` when it is on the PATH, else (Linux, macOS) a VS Code server whose address it prints.

  --server   use the server even when \`code\` is there
  --help     this text
`;

/** @returns {{ folder: string | undefined, isServerForced: boolean }} */
function readOptions() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { server: { type: "boolean" }, help: { type: "boolean" } },
  });
  if (values.help) {
    console.log(help);
    process.exit(0);
  }
  // npm changes into the repository; a relative folder is meant from where the user was.
  const folder = positionals[0] && resolve(process.env["INIT_CWD"] ?? process.cwd(), positionals[0]);
  if (folder && !statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new TypeError(`${folder} is not a folder`);
  }
  return { folder: folder || undefined, isServerForced: values.server ?? false };
}

requireNode();
exitOnSignals(0);
try {
  const options = readOptions();
  await ensureInstalled();
  await ensureBuilt("any");
  process.exitCode = await start(options);
} catch (error) {
  const isUsage = error instanceof TypeError;
  console.error(error instanceof Error ? error.message : String(error));
  if (isUsage) console.error(`\n${help}`);
  process.exitCode = isUsage ? 2 : 1;
}
