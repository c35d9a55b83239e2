/** Something odd about one field that did not make the record unusable. */
export interface FieldIssue {
  /** Field name as it stands in the file, e.g. `estimated_cost`. */
  readonly field: string;
  readonly reason:
    | "wrong-type"
    | "negative-cost"
    | "out-of-range"
    | "unreadable-time"
    | "missing-time"
    | "absurd-time"
    | "missing-id";
}

/** How a record is read; everything that depends on the user's settings enters here. */
export interface ParseContext {
  /** IANA zone in which naive times are read. */
  readonly naiveTimeZone: string;
  /** Epoch ms of "now": a time more than a day after it is absurd. */
  readonly nowMs: number;
}

/** A record and what was odd about its fields. */
export interface ParsedRecord<R> {
  readonly record: R;
  readonly issues: readonly FieldIssue[];
}
