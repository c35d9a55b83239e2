import type { SectionReader } from "../../../../src/core/store/snapshot/section-reader.ts";
import { openImage } from "../../../../src/core/store/snapshot/section-reader.ts";
import type { SectionWriter } from "../../../../src/core/store/snapshot/section-writer.ts";
import { ImageWriter } from "../../../../src/core/store/snapshot/section-writer.ts";

/** The bytes of a snapshot image, as a file would hold them. */
export function imageOf(save: (to: SectionWriter) => void, build = "test"): Uint8Array {
  const writer = new ImageWriter(build);
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
  return openImage(imageOf(save), "test");
}
