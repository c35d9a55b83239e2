import { expect } from "vitest";

import { loadOnce } from "../../../../src/node/load-once.ts";
import { rootFromDir } from "../../../../src/node/roots.ts";
import type { TelemetrySource } from "../../../../src/node/telemetry-source.ts";
import { figuresOf } from "../dataset-figures.ts";
import { lastingProcess } from "../second-process.ts";
import { startedSource } from "../source-fixture.ts";
import { liveFolder } from "./live-folder.ts";

/** A folder, and another process that writes its calls in pieces. Once in a file of tests. */
export function writtenPieces() {
  const folder = liveFolder();
  const writer = lastingProcess(`for (;;) {
    const [path, hex] = hear().split(" ");
    const file = fs.openSync(path, "a");
    fs.writeSync(file, Buffer.from(hex, "hex"));
    fs.closeSync(file);
    say("written");
  }`);

  /** A source, and a way to write of which each piece has been looked for when it resolves. */
  async function following(options: { readonly naiveTimeZone?: string } = {}) {
    const source = await startedSource(folder.root, options);
    const write = async (piece: string | Uint8Array): Promise<void> => {
      writer.tell(`${folder.calls} ${Buffer.from(piece).toString("hex")}`);
      await writer.said();
      await source.refresh();
    };
    return { source, write };
  }

  /** Follows a content that comes in two pieces, and expects what one reading of all of it gives. */
  async function inPieces(content: string | Uint8Array, cut: number): Promise<TelemetrySource> {
    const bytes = Buffer.from(content);
    const { source, write } = await following();
    await write(bytes.subarray(0, cut));
    await write(bytes.subarray(cut));
    const once = await loadOnce([rootFromDir(folder.root)], { naiveTimeZone: "UTC", nowMs: Date.now() });
    expect(figuresOf(source.dataset)).toEqual(figuresOf(once.dataset));
    return source;
  }

  return { folder, following, inPieces };
}

/** Of the first file. */
export function countsOf({ dataset }: TelemetrySource) {
  return dataset.files()[0]?.counts;
}

/** Severity, reason, line and byte of each problem. */
export function problemsOf({
  dataset,
}: TelemetrySource): readonly (readonly [string, string, number, number])[] {
  return dataset
    .files()
    .flatMap(({ problems }) =>
      problems.map(
        ({ severity, reason, line: { lineNumber, byteOffset } }) =>
          [severity, reason, lineNumber, byteOffset] as const,
      ),
    );
}
