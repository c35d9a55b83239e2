import { parseFalseZuluMs, parseTimestampMs } from "../time/timestamp.ts";
import type { JsonObject, JsonValue } from "./json.ts";
import { usdToNano } from "./money.ts";
import type { FieldIssue, ParseContext } from "./parse-context.ts";

const EMPTY_OBJECT: JsonObject = Object.freeze({});
const NO_TEXTS: readonly string[] = Object.freeze([]);
/** The producer did not exist before; such a time is an accident. */
const EARLIEST_PLAUSIBLE_MS = Date.UTC(2020, 0, 1);
/** A time that is more than this ahead of the clock is absurd. */
export const FUTURE_TOLERANCE_MS = 86_400_000;
/** Beyond it integers are no longer exact. */
const MAX_COUNT = 9e15;
/** A hostile record may be odd in a million places; nobody reads more than this of one line. */
const MAX_ISSUES = 50;

/** How naive times of one kind of file are meant. */
export type NaiveTime = "local" | "utc";

/**
 * Reads the fields of one JSON object into canonical values. Absent and null are unknown (null, no issue);
 * a value of the wrong type is null with an issue. Nothing is coerced.
 */
export class FieldReader {
  readonly issues: FieldIssue[];
  readonly #json: JsonObject;
  readonly #context: ParseContext;
  readonly #prefix: string;

  constructor(json: JsonObject, context: ParseContext, issues: FieldIssue[] = [], prefix = "") {
    this.#json = json;
    this.#context = context;
    this.issues = issues;
    this.#prefix = prefix;
  }

  /** A reader of a nested object; its issues join those of this one under `prefix`. */
  nested(json: JsonObject, prefix: string): FieldReader {
    return new FieldReader(json, this.#context, this.issues, prefix);
  }

  note(field: string, reason: FieldIssue["reason"]): null {
    if (this.issues.length < MAX_ISSUES) this.issues.push({ field: this.#prefix + field, reason });
    return null;
  }

  text(field: string): string | null {
    const value = this.#json[field];
    if (value === undefined || value === null) return null;
    return typeof value === "string" ? value : this.note(field, "wrong-type");
  }

  /** An id that the producer always writes: absent or empty is null with an issue. */
  id(field: string): string | null {
    const value = this.#json[field];
    if (value === undefined || value === null || value === "") return this.note(field, "missing-id");
    return this.text(field);
  }

  flag(field: string): boolean | null {
    const value = this.#json[field];
    if (value === undefined || value === null) return null;
    return typeof value === "boolean" ? value : this.note(field, "wrong-type");
  }

  number(field: string): number | null {
    const value = this.#json[field];
    if (value === undefined || value === null) return null;
    if (typeof value !== "number") return this.note(field, "wrong-type");
    return Math.abs(value) <= MAX_COUNT ? value : this.note(field, "out-of-range");
  }

  /** A number that cannot be negative: tokens, milliseconds, counts. */
  amount(field: string): number | null {
    const value = this.number(field);
    return value !== null && value < 0 ? this.note(field, "out-of-range") : value;
  }

  /** 0 to 100 in the file, 0 to 1 here. */
  ratioOfPercent(field: string): number | null {
    const percent = this.amount(field);
    if (percent === null) return null;
    return percent > 100 ? this.note(field, "out-of-range") : percent / 100;
  }

  /** Seconds in the file, milliseconds here. */
  msOfSeconds(field: string): number | null {
    const seconds = this.amount(field);
    // Rounded to the nanosecond: 1.73169 s is 1731.69 ms, without the dust of the product.
    return seconds === null ? null : Math.round(seconds * 1e9) / 1e6;
  }

  /** Dollars in the file, nano-dollars here. Negative ones are kept: they are summed, and flagged. */
  cost(field: string): number | null {
    const nano = this.signedCost(field);
    if (nano !== null && nano < 0) this.note(field, "negative-cost");
    return nano;
  }

  /** Dollars that may well be negative, such as savings. */
  signedCost(field: string): number | null {
    const value = this.#json[field];
    if (value === undefined || value === null) return null;
    if (typeof value !== "number") return this.note(field, "wrong-type");
    return usdToNano(value) ?? this.note(field, "out-of-range");
  }

  /** The time that places the record: absent, unreadable or absurd is null with an issue. */
  requiredTime(field: string, naive: NaiveTime): number | null {
    const value = this.#json[field];
    if (value === undefined || value === null || value === "") return this.note(field, "missing-time");
    return this.time(field, naive);
  }

  time(field: string, naive: NaiveTime): number | null {
    const text = this.text(field);
    if (text === null) return null;
    const atMs = parseTimestampMs(text, naive === "utc" ? "UTC" : this.#context.naiveTimeZone);
    if (atMs === null) return this.note(field, "unreadable-time");
    const isPlausible = atMs >= EARLIEST_PLAUSIBLE_MS && atMs <= this.#context.nowMs + FUTURE_TOLERANCE_MS;
    return isPlausible ? atMs : this.note(field, "absurd-time");
  }

  /** The modification time of a file, local with a false `Z`. Files may be older than any record. */
  fileTime(field: string): number | null {
    const text = this.text(field);
    if (text === null) return null;
    return parseFalseZuluMs(text, this.#context.naiveTimeZone) ?? this.note(field, "unreadable-time");
  }

  object(field: string): JsonObject {
    const value = this.#json[field];
    if (value === undefined || value === null) return EMPTY_OBJECT;
    if (isJsonObject(value)) return value;
    this.note(field, "wrong-type");
    return EMPTY_OBJECT;
  }

  /** The strings of a list; what else stands in it is left out, with one issue. */
  texts(field: string): readonly string[] {
    const items = this.#list(field);
    if (items.length === 0) return NO_TEXTS;
    const texts = items.filter((item) => typeof item === "string");
    if (texts.length < items.length) this.note(field, "wrong-type");
    return texts;
  }

  objects(field: string): readonly JsonObject[] {
    const items = this.#list(field);
    const objects = items.filter(isJsonObject);
    if (objects.length < items.length) this.note(field, "wrong-type");
    return objects;
  }

  #list(field: string): readonly JsonValue[] {
    const value = this.#json[field];
    if (value === undefined || value === null) return NO_TEXTS;
    if (Array.isArray(value)) return value;
    this.note(field, "wrong-type");
    return NO_TEXTS;
  }

  /** Everything that no canonical field stands for, verbatim. */
  extra(known: ReadonlySet<string>): JsonObject {
    const members: [string, JsonValue][] = [];
    for (const key of Object.keys(this.#json)) {
      const value = this.#json[key];
      if (!known.has(key) && value !== undefined) members.push([key, value]);
    }
    // fromEntries defines properties, so a key `__proto__` stays a key.
    return members.length === 0 ? EMPTY_OBJECT : Object.fromEntries(members);
  }
}

export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `metadata.tags`: its strings, each once. Tags are a convention of users, so other values are no issue. */
export function tagsOf(metadata: JsonObject): readonly string[] {
  const tags = metadata["tags"];
  if (!Array.isArray(tags)) return NO_TEXTS;
  return [...new Set(tags.filter((tag) => typeof tag === "string"))];
}

/** The run that started this one, from metadata or else from the record itself. */
export function parentRunIdOf(metadata: JsonObject, json: JsonObject): string | null {
  for (const source of [metadata, json]) {
    for (const key of ["parent_run_id", "parent_job_id"]) {
      const value = source[key];
      if (typeof value === "string" && value !== "") return value;
    }
  }
  return null;
}
