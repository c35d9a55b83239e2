// One server for all end-to-end tests, with the packaged extension installed as a user would install it.
// EMPATHY_E2E_EXTENSION=repo takes the repository itself instead: faster while a test is written.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { ensureBuilt } from "../../../scripts/lib/build-record.mjs";
import { repoRoot } from "../../../scripts/lib/paths.mjs";
import { installVsix, startServer } from "../../../scripts/lib/vscode-server.mjs";
import { packageVsix } from "../../../scripts/lib/vsix.mjs";

/** What the tests get from here by `inject`. */
export interface LiveServer {
  readonly url: string;
  readonly dataDir: string;
  /** Folder of the extension under development; empty when the server has it installed. */
  readonly extensionDir: string;
  /** The package that was installed; empty with `extensionDir`. */
  readonly vsixPath: string;
}

declare module "vitest" {
  // Vitest is told of provided values only by this interface.
  interface ProvidedContext {
    readonly liveServer: LiveServer;
  }
}

/** Starts the server; the returned function ends it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const root = await mkdtemp(join(tmpdir(), "empathy-e2e-"));
  const dataDir = join(root, "server");
  const isFromRepo = process.env["EMPATHY_E2E_EXTENSION"] === "repo";
  const vsixPath = isFromRepo ? "" : (await packageVsix()).path;
  if (isFromRepo) await ensureBuilt("any");
  else await installVsix(vsixPath, dataDir);
  const server = await startServer({ dataDir, isTestDriver: true });
  const extensionDir = isFromRepo ? repoRoot : "";
  project.provide("liveServer", { url: server.url, dataDir, extensionDir, vsixPath });
  return async () => {
    server.stop();
    await server.exited;
    await rm(root, { recursive: true, force: true, maxRetries: 5 });
  };
}
