import { crc32 } from "node:zlib";
import type { Seal } from "../../../../src/core/store/snapshot/section-format.ts";
import type { SectionReader } from "../../../../src/core/store/snapshot/section-reader.ts";
import { openImage } from "../../../../src/core/store/snapshot/section-reader.ts";
import type { SectionWriter } from "../../../../src/core/store/snapshot/section-writer.ts";
import { ImageWriter } from "../../../../src/core/store/snapshot/section-writer.ts";

export const SEAL: Seal = { build: "test", sum: crc32 };

/** The bytes of a snapshot image, as a file would hold them. */
export function imageOf(save: (to: SectionWriter) => void, build = "test"): Uint8Array {
  const writer = new ImageWriter({ ...SEAL, build });
  save(writer);
  const pieces = writer.finish();
  const bytes = new Uint8Array(pieces.reduce((total, piece) => total + piece.byteLength, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.byteLength;
  }
  return bytes;
}

/** Writes and reads back, by way of bytes. */
export function reopened(save: (to: SectionWriter) => void): SectionReader {
  return openImage(imageOf(save), SEAL);
}

/** Names of the sections in which two images differ; for a message that can be read. */
export function differences(a: Uint8Array, b: Uint8Array): readonly string[] {
  if (Buffer.compare(a, b) === 0) return [];
  const [left, right] = [sectionsOf(a), sectionsOf(b)];
  const names = new Set([...left.keys(), ...right.keys()]);
  const found = [...names].filter((name) => left.get(name) !== right.get(name));
  return found.map((name) => `${name}: ${left.get(name)?.slice(0, 200)} | ${right.get(name)?.slice(0, 200)}`);
}

const ITEM_BYTES = new Map([
  ["u8", 1],
  ["u16", 2],
  ["u32", 4],
  ["i32", 4],
  ["f64", 8],
]);

function sectionsOf(image: Uint8Array): ReadonlyMap<string, string> {
  const bytes = Buffer.from(image);
  const tableBytes = bytes.readUInt32LE(16);
  const table = JSON.parse(bytes.toString("utf8", 64, 64 + tableBytes));
  const sections = new Map<string, string>();
  for (const [name, value] of Object.entries(table.json)) sections.set(name, JSON.stringify(value));
  const data = bytes.subarray(64 + Math.ceil(tableBytes / 8) * 8);
  for (const [name, kind, offset, length] of table.arrays) {
    const items = data.subarray(offset, offset + length * (ITEM_BYTES.get(kind) ?? 0));
    sections.set(name, `${kind}[${length}] ${items.toString("hex")}`);
  }
  return sections;
}
