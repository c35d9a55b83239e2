import { mkdtemp, mkdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach } from "vitest";

const created: string[] = [];

afterEach(async () => {
  for (const path of created.splice(0)) await rm(path, { recursive: true, force: true });
});

/** A folder of its own for one test, removed after it. */
export async function scratchFolder(...parts: readonly string[]): Promise<string> {
  const base = await mkdtemp(join(tmpdir(), "telemetry-"));
  created.push(base);
  const path = join(base, ...parts);
  await mkdir(path, { recursive: true });
  return path;
}
