import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { makeToken, serverArgs } from "../../../scripts/lib/vscode-server.mjs";

const OPEN = "--without-connection-token";

it("serves nobody without a token but a test's own page", () => {
  const args = serverArgs({ dataDir: "/data" }, 3710);
  expect(args).not.toContain(OPEN);
  expect(args[args.indexOf("--connection-token-file") + 1]).toBe(join("/data", "connection-token"));
  const forTests = serverArgs({ dataDir: "/data", isTestDriver: true }, 3710);
  expect(forTests).toContain(OPEN);
  expect(forTests).not.toContain("--connection-token-file");
});

it("listens on this machine alone", () => {
  const args = serverArgs({ dataDir: "/data" }, 3710);
  expect(args.slice(args.indexOf("--host"), args.indexOf("--host") + 4)).toEqual([
    "--host",
    "127.0.0.1",
    "--port",
    "3710",
  ]);
});

it("makes a new secret for every start, in a file that only its owner reads", async () => {
  const dir = await mkdtemp(join(tmpdir(), "empathy-server-"));
  onTestFinished(() => rm(dir, { recursive: true }));
  const path = join(dir, "connection-token");
  await writeFile(path, "old", { mode: 0o644 });
  const tokens = [await makeToken(dir), await makeToken(dir)];
  expect(new Set(tokens).size).toBe(2);
  // What VS Code takes for a token.
  for (const token of tokens) expect(token).toMatch(/^[0-9A-Za-z_-]{32,}$/);
  expect(await readFile(path, "utf8")).toBe(tokens[1]);
  expect((await stat(path)).mode & 0o077).toBe(0);
});
