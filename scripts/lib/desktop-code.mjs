// The desktop VS Code, by its command-line program `code`.
import { repoRoot } from "./paths.mjs";
import { isCode, run } from "./processes.mjs";

const isWindows = process.platform === "win32";

/**
 * `code` is a `.cmd` file on Windows: it needs a shell, and that needs quotes.
 * @param {readonly string[]} args
 */
async function runCode(args) {
  return isWindows
    ? run(
        "code",
        args.map((arg) => `"${arg}"`),
        { shell: true },
      )
    : run("code", args);
}

/**
 * @returns {Promise<string | undefined>} version of the `code` on the PATH, when it is new enough for the extension
 */
export async function findCode() {
  let result;
  try {
    result = await runCode(["--version"]);
  } catch (error) {
    if (isCode(error, "ENOENT")) return undefined;
    throw error;
  }
  const version = /^(\d+)\.(\d+)\.\d+/.exec(result.stdout);
  if (result.code !== 0 || !version) return undefined;
  const [, major, minor] = version;
  const isNewEnough = Number(major) > 1 || Number(minor) >= 104;
  if (!isNewEnough)
    console.error(`VS Code ${version[0]} is on the PATH; the extension needs 1.104 or newer.`);
  return isNewEnough ? version[0] : undefined;
}

/**
 * Opens a folder in a new window with the extension from this repository.
 * @param {string} version for the message when it does not work
 * @param {string} folder
 * @param {{ isTrusted: boolean }} options whether VS Code need not ask about trust
 * @returns {Promise<boolean>} false when `code` refused, for example because it runs as root
 */
export async function openInCode(version, folder, { isTrusted }) {
  const args = [`--extensionDevelopmentPath=${repoRoot}`, "--new-window", folder];
  if (isTrusted) args.push("--disable-workspace-trust");
  const { code, output } = await runCode(args);
  if (code === 0) return true;
  console.error(`VS Code ${version} could not be opened by \`code\`:\n${output.trim()}`);
  return false;
}
