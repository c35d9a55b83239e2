import { isAbsolute, resolve } from "node:path";
import type { Result } from "../core/result.ts";
import type { CliIo } from "./cli-io.ts";
import type { CliFailure } from "./exit-codes.ts";
import { unreadableFailure } from "./exit-codes.ts";

/** A path of the command line, made absolute. Relative ones fail where the current folder is gone. */
export function wholePath(io: Pick<CliIo, "cwd">, path: string): Result<string, CliFailure> {
  if (isAbsolute(path)) return { ok: true, value: resolve(path) };
  if (io.cwd !== null) return { ok: true, value: resolve(io.cwd, path) };
  return {
    ok: false,
    error: unreadableFailure("The current folder does not exist any more; name a whole path."),
  };
}
