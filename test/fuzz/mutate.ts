import { callFields, numberText, timeText, type Field, type FuzzState } from "./call-text.ts";
import { runFields } from "./run-text.ts";
import type { FuzzRandom } from "./random.ts";

const encoder = new TextEncoder();
const BYTES = [
  0x00, 0x09, 0x0a, 0x0d, 0x1f, 0x20, 0x22, 0x2c, 0x2d, 0x30, 0x3a, 0x5b, 0x5c, 0x5d, 0x75, 0x7b, 0x7d, 0x7f,
  0x80, 0xc3, 0xff,
];
const ODD_VALUES = [
  "1", "-1", "0.5", "1e3", "true", "null", '""', '"x"', '"\\n"', '"\\u00e9"', '"\\ud800"', '"é"', "[]", "{}",
  '{"a": [1, 2, {"b": "c"}]}', '["a", 1]', '"a\tb"', "nul", "tru", '{"a" 1}', "[1,]", '{"a": 1,}', '"\\x"',
]; // prettier-ignore
const NUMBERS = ["estimated_cost", "actual_cost", "input_tokens", "latency_ms", "total_cost", "savings"];
const ODD_NAMES = [
  "trigger",
  "parent_run_id",
  "__proto__",
  "call\\u005fid",
  "",
  "run_id",
  "tags",
  "timestamp ",
  "é",
];

/** The kinds of file that have a scanner. */
export type FuzzKind = "call" | "run";

const RUN_ID = "3a1d3585-18a6-4283-a16e-000000000007";

/** One line of bytes, with its break: as the producer writes it, or mutated in its grammar or its bytes. */
export function fuzzLine(kind: FuzzKind, random: FuzzRandom, state: FuzzState): Uint8Array {
  const fields = kind === "call" ? callFields(random, state) : runFields(random, RUN_ID);
  if (random.isOneIn(3)) return encoder.encode(`${joinFields(fields)}\n`);
  if (random.isOneIn(2))
    return encoder.encode(`${grammarLevel(random, fields)}${random.isOneIn(9) ? "\r\n" : "\n"}`);
  const bytes = byteLevel(random, encoder.encode(joinFields(fields)));
  return Uint8Array.from([...bytes, ...(random.isOneIn(30) ? [] : [0x0a])]);
}

function joinFields(fields: readonly Field[], comma = ", ", colon = ": "): string {
  return `{${fields.map(([name, value]) => `"${name}"${colon}${value}`).join(comma)}}`;
}

function grammarLevel(random: FuzzRandom, made: readonly Field[]): string {
  const fields = made.map(([name, value]): Field => [name, value]);
  for (let left = 1 + random.below(3); left > 0; left--) changeField(random, fields);
  const spaces = ["", " ", "  ", "\t", " \r "];
  const text = random.isOneIn(4)
    ? joinFields(
        fields,
        `${random.pick(spaces)},${random.pick(spaces)}`,
        `${random.pick(spaces)}:${random.pick(spaces)}`,
      )
    : joinFields(fields);
  if (random.isOneIn(12)) return `${random.pick(spaces)}${text}${random.pick(spaces)}`;
  return random.isOneIn(40) ? text + text : text;
}

function changeField(random: FuzzRandom, fields: Field[]): void {
  const at = random.below(fields.length);
  const field = fields[at];
  if (field === undefined) return;
  const other = random.below(fields.length);
  switch (random.below(9)) {
    case 0:
      fields.splice(at, 1);
      break;
    case 1:
      fields.splice(other, 0, ...fields.splice(at, 1));
      break;
    case 2:
      fields.splice(other, 0, [field[0], random.pick([field[1], ...ODD_VALUES])]);
      break;
    case 3:
      fields.splice(other, 0, [random.pick(ODD_NAMES), random.pick(ODD_VALUES)]);
      break;
    case 4:
      field[1] = random.pick(ODD_VALUES);
      break;
    case 5:
    case 6:
      replace(fields, random.pick(NUMBERS), numberText(random));
      break;
    case 7:
      replace(
        fields,
        random.pick(["timestamp", "started_at", "completed_at"]),
        JSON.stringify(timeText(random)),
      );
      break;
    default:
      replace(fields, "call_id", JSON.stringify(oddId(random)));
  }
}

function oddId(random: FuzzRandom): string {
  const [upper, hex, long] = [random.uuid().toUpperCase(), random.hex(36), random.hex(300)];
  return random.pick([upper, "ffffffff-ffff-ffff-0000-000000000000", hex, "", long]);
}

function replace(fields: readonly Field[], name: string, value: string): void {
  for (const field of fields) if (field[0] === name) field[1] = value;
}

function byteLevel(random: FuzzRandom, line: Uint8Array): Uint8Array {
  let bytes = Array.from(line);
  for (let left = 1 + random.below(2); left > 0; left--) {
    const at = random.below(bytes.length + 1);
    const span = 1 + random.below(random.pick([1, 3, 40]));
    switch (random.below(7)) {
      case 0:
        bytes[at] = random.pick(BYTES);
        break;
      case 1:
        bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
        break;
      case 2:
        bytes.splice(at, span);
        break;
      case 3:
        bytes.splice(at, 0, random.pick(BYTES));
        break;
      case 4:
        bytes.splice(at, 0, ...bytes.slice(at, at + span));
        break;
      case 5:
        bytes = bytes.slice(0, at);
        break;
      default:
        bytes[at] = 0x30 + random.below(10);
    }
  }
  return Uint8Array.from(bytes, (byte) => byte ?? 0x20);
}
