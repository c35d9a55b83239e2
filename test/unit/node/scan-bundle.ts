import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";
import { afterEach } from "vitest";

import { ScanThread } from "../../../src/node/scan-thread.ts";
import { scannerForEsbuild } from "../../../scripts/lib/scanner-plugin.mjs";

const SOURCE = fileURLToPath(new URL("../../../src/node/scan-worker.ts", import.meta.url));

/** Makes the thread's bundle in a folder; gives its path. */
export async function buildScanBundle(folder: string): Promise<string> {
  const outfile = join(folder, "scan-worker.cjs");
  await build({
    entryPoints: [SOURCE],
    bundle: true,
    platform: "node",
    format: "cjs",
    plugins: [scannerForEsbuild],
    outfile,
    logLevel: "silent",
  });
  return outfile;
}

/** A bundle that does something else instead of sending its n-th part. `action` is JavaScript. */
export async function faultyBundle(bundle: string, nth: number, action: string): Promise<string> {
  const path = bundle.replace(/\.cjs$/, `-faulty-${nth}-${action.length}.cjs`);
  const script = `
    const { parentPort } = require("node:worker_threads");
    const post = parentPort.postMessage.bind(parentPort);
    let parts = 0;
    parentPort.postMessage = (message, transfer) => {
      if (message.kind === "part" && ++parts === ${nth}) { ${action} }
      post(message, transfer);
    };
    require(${JSON.stringify(bundle)});`;
  await writeFile(path, script);
  return path;
}

const threads: ScanThread[] = [];

afterEach(async () => {
  for (const thread of threads.splice(0)) await thread.end();
});

/** A thread that has come up, or has ended instead. */
export async function readyThread(bundle: string): Promise<ScanThread> {
  const thread = ScanThread.start(bundle);
  if (thread === null) throw new Error("this system has no threads");
  threads.push(thread);
  await thread.whenReady();
  return thread;
}
