import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFile, chmod, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";
import { describe, expect, it } from "vitest";

import { rawCall } from "../../fixtures/raw-lines.ts";
import { scratchFolder } from "./scratch.ts";
import { scannerForEsbuild } from "../../../scripts/lib/scanner-plugin.mjs";

/** Root reads anything, so the reader is another user when the tests run as root. */
const NOBODY = 65_534;
const IS_ROOT = process.getuid?.() === 0;

const READER = `
  import { TelemetrySource } from ${JSON.stringify(fileURLToPath(new URL("../../../src/node/telemetry-source.ts", import.meta.url)))};
  import { rootFromDir } from ${JSON.stringify(fileURLToPath(new URL("../../../src/node/roots.ts", import.meta.url)))};
  const source = new TelemetrySource({
    roots: [rootFromDir(process.argv[2])], naiveTimeZone: "UTC", now: () => Date.now(), pollMs: 20,
  });
  const tell = () => console.log(JSON.stringify({
    overall: source.state.overall, calls: source.dataset.calls.count, code: source.state.files[0]?.errorCode ?? null,
  }));
  source.onDidChange(tell);
  await source.start();
  tell();
  process.stdin.resume().on("end", () => source.dispose());
`;

interface Told {
  readonly overall: string;
  readonly calls: number;
  readonly code: string | null;
}

async function startReader(root: string) {
  const bundle = join(dirname(root), "reader.mjs");
  await build({
    stdin: { contents: READER, resolveDir: dirname(root), loader: "js" },
    bundle: true,
    platform: "node",
    format: "esm",
    plugins: [scannerForEsbuild],
    outfile: bundle,
    logLevel: "silent",
  });
  await chmod(dirname(root), 0o755);
  const child = spawn(process.execPath, [bundle, root], {
    stdio: ["pipe", "pipe", "inherit"],
    ...(IS_ROOT ? { uid: NOBODY, gid: NOBODY } : {}),
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const untilTold = async (wanted: Told): Promise<void> => {
    for (;;) {
      const { value, done } = await lines.next();
      if (done === true) throw new Error("the reader ended");
      if (JSON.stringify(JSON.parse(value)) === JSON.stringify(wanted)) return;
    }
  };
  const end = async (): Promise<number> => {
    child.stdin.end();
    const [code] = await once(child, "exit");
    return code;
  };
  return { untilTold, end };
}

describe.runIf(process.platform !== "win32")("lost permission", () => {
  it(
    "shows a closed file, keeps what was read, and goes on when it is opened again",
    { timeout: 30_000 },
    async () => {
      const root = await scratchFolder(".empathy");
      const calls = join(root, "llm_calls.jsonl");
      await writeFile(calls, `${rawCall()}\n`);
      await chmod(calls, 0o000);
      const reader = await startReader(root);
      await reader.untilTold({ overall: "denied", calls: 0, code: "EACCES" });
      await chmod(calls, 0o644);
      await reader.untilTold({ overall: "ready", calls: 1, code: null });
      await chmod(calls, 0o000);
      await reader.untilTold({ overall: "ready", calls: 1, code: "EACCES" });
      await chmod(calls, 0o644);
      await appendFile(calls, `${rawCall()}\n`);
      await reader.untilTold({ overall: "ready", calls: 2, code: null });
      await chmod(root, 0o000);
      await reader.untilTold({ overall: "ready", calls: 2, code: "EACCES" });
      await chmod(root, 0o755);
      await appendFile(calls, `${rawCall()}\n`);
      await reader.untilTold({ overall: "ready", calls: 3, code: null });
      // Nothing keeps the process alive once the source is disposed.
      expect(await reader.end()).toBe(0);
    },
  );
});
