import { spawn } from "node:child_process";
import { chmod } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

import { scannerForEsbuild } from "../../../../scripts/lib/scanner-plugin.mjs";
import type { SecondProcess } from "../second-process.ts";
import { followForTest } from "../second-process.ts";

const moduleAt = (path: string): string =>
  JSON.stringify(fileURLToPath(new URL(`../../../../src/node/${path}`, import.meta.url)));

/** What a script of another process may use of the product: `TelemetrySource`, `nodeFs`, `rootFromDir`. */
const PRODUCT = `
  import { nodeFs } from ${moduleAt("telemetry-fs.ts")};
  import { TelemetrySource } from ${moduleAt("telemetry-source.ts")};
  import { rootFromDir } from ${moduleAt("roots.ts")};`;

export interface ProcessUser {
  readonly uid?: number;
  readonly gid?: number;
}

/** Bundles a script beside a folder, where any user may read it; gives how to start it. */
export async function readerProcess(
  script: string,
  root: string,
): Promise<(user?: ProcessUser) => SecondProcess> {
  const bundle = join(dirname(root), "reader.mjs");
  await build({
    stdin: { contents: PRODUCT + script, resolveDir: dirname(root), loader: "js" },
    bundle: true,
    platform: "node",
    format: "esm",
    plugins: [scannerForEsbuild],
    outfile: bundle,
    logLevel: "silent",
  });
  await chmod(dirname(root), 0o755);
  return (user = {}) => followForTest(spawn(process.execPath, [bundle, root], { stdio: "pipe", ...user }));
}
