import type { RecordKind } from "../records/record.ts";

/** The parts of a record's stable address. */
export interface RecordIdParts {
  readonly kind: RecordKind;
  readonly label: string;
  readonly byteOffset: number;
}

const KINDS: ReadonlySet<string> = new Set<RecordKind>([
  "call",
  "run",
  "routing",
  "test",
  "coverage",
  "fileTest",
  "assignment",
]);

/** The stable address of a record: `kind:file:byteOffset`, the file as its label. */
export function recordId(kind: RecordKind, label: string, byteOffset: number): string {
  return `${kind}:${label}:${byteOffset}`;
}

/** Takes an address apart from its ends, because labels may contain `:`; null when it is none. */
export function parseRecordId(id: string): RecordIdParts | null {
  const first = id.indexOf(":");
  const last = id.lastIndexOf(":");
  if (first < 0 || last === first) return null;
  const kind = id.slice(0, first);
  const offset = id.slice(last + 1);
  if (!isRecordKind(kind) || !/^(?:0|[1-9]\d{0,15})$/.test(offset)) return null;
  const byteOffset = Number(offset);
  if (!Number.isSafeInteger(byteOffset)) return null;
  return { kind, label: id.slice(first + 1, last), byteOffset };
}

function isRecordKind(kind: string): kind is RecordKind {
  return KINDS.has(kind);
}
