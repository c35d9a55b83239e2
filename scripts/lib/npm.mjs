import { delimiter } from "node:path";
import { run, runInherited } from "./processes.mjs";

/**
 * How to start npm: through the npm that started us when there is one, else by name.
 * @param {readonly string[]} args
 * @returns {{ command: string, args: string[], shell: boolean }}
 */
function npmCommand(args) {
  const { npm_execpath: npmPath } = process.env;
  if (npmPath?.endsWith("npm-cli.js")) {
    return { command: process.execPath, args: [npmPath, ...args], shell: false };
  }
  return { command: "npm", args: [...args], shell: process.platform === "win32" };
}

/**
 * The environment of a child npm: without the settings that the outer npm exported, so that
 * `npm test --silent` does not also silence an installation that fails.
 * @param {string} [nodeDir] folder of the Node that install steps should find first
 */
export function npmEnv(nodeDir) {
  /** @type {NodeJS.ProcessEnv} */
  const env = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (!/^npm_(config_loglevel|config_prefix|config_local_prefix|package_|lifecycle_)/.test(name))
      env[name] = value;
  }
  if (nodeDir) env["PATH"] = nodeDir + delimiter + (process.env["PATH"] ?? "");
  return env;
}

/**
 * Runs npm with its messages on our stderr. Resolves to the exit code.
 * @param {readonly string[]} args
 * @param {{ cwd: string, nodeDir?: string }} options
 */
export function npmInherited(args, { cwd, nodeDir }) {
  const npm = npmCommand(args);
  return runInherited(npm.command, npm.args, { cwd, env: npmEnv(nodeDir), shell: npm.shell });
}

/**
 * Runs npm and keeps what it prints.
 * @param {readonly string[]} args
 * @param {{ cwd: string, nodeDir?: string }} options
 */
export function npmQuiet(args, { cwd, nodeDir }) {
  const npm = npmCommand(args);
  return run(npm.command, npm.args, { cwd, env: npmEnv(nodeDir), shell: npm.shell });
}
