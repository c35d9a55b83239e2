import { readFile, rename } from "node:fs/promises";

import type { Result } from "../../core/result.ts";
import { ioErrorCode } from "../telemetry-fs.ts";

/** Added to the name of a damaged file that another one had to be written for. */
export const SET_ASIDE = ".damaged";

/**
 * What stands in a file of state. `damaged`: nothing in it can be used, and another one may stand in its place.
 * `closed`: it is of a later version, or cannot be read just now, and must not be written over.
 */
export type StateRead<T> =
  | { readonly kind: "ok"; readonly value: T }
  | { readonly kind: "absent" }
  | { readonly kind: "damaged" | "closed"; readonly reason: string };

/** Reads JSON of this or an earlier `schema`; `parse` says what is wrong with it, for people. Never rejects. */
export async function readStateFile<T>(
  path: string,
  schema: number,
  parse: (value: unknown) => Result<T, string>,
): Promise<StateRead<T>> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    const code = ioErrorCode(error);
    return code === "ENOENT" ? { kind: "absent" } : { kind: "closed", reason: code };
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: "damaged", reason: "not JSON" };
  }
  const version = schemaOf(value);
  if (version > schema) return { kind: "closed", reason: `of a later version (schema ${version})` };
  const parsed = parse(value);
  return parsed.ok ? { kind: "ok", value: parsed.value } : { kind: "damaged", reason: parsed.error };
}

/** Makes room for a file that takes the place of a damaged one, which may be all that is left of something. */
export async function setAside(path: string): Promise<void> {
  await rename(path, `${path}${SET_ASIDE}`);
}

function schemaOf(value: unknown): number {
  const isObject = typeof value === "object" && value !== null && "schema" in value;
  return isObject && typeof value.schema === "number" ? value.schema : 0;
}
