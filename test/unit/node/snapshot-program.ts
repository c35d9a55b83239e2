import { rootFromDir } from "../../../src/node/roots.ts";
import type { SnapshotFs } from "../../../src/node/snapshot-fs.ts";
import { nodeSnapshotFs } from "../../../src/node/snapshot-fs.ts";
import { nodeFs, type TelemetryFs } from "../../../src/node/telemetry-fs.ts";
import { TelemetrySource } from "../../../src/node/telemetry-source.ts";

/**
 * A second process: reads a folder, writes a snapshot and ends; or is killed, as by `kill -9`, at one of the
 * points on the way. Arguments: the folder, that of snapshots, the number of the point.
 */
const [folder = "", snapshotDir = "", deadly = "0"] = process.argv.slice(2);
let points = 0;

function point(): void {
  points += 1;
  if (points === Number(deadly)) process.kill(process.pid, "SIGKILL");
}

const fs: TelemetryFs = {
  ...nodeFs,
  async open(path) {
    const file = await nodeFs.open(path);
    return {
      ...file,
      async read(target, position) {
        point();
        return file.read(target, position);
      },
    };
  },
};

const snapshotFs: SnapshotFs = {
  ...nodeSnapshotFs,
  async create(parent, path) {
    point();
    const output = await nodeSnapshotFs.create(parent, path);
    return {
      ...output,
      async write(pieces) {
        for (const piece of pieces) {
          const half = piece.byteLength >>> 1;
          await output.write([piece.subarray(0, half)]);
          point();
          await output.write([piece.subarray(half)]);
        }
      },
      async sync() {
        point();
        await output.sync();
      },
    };
  },
  async rename(from, to) {
    point();
    await nodeSnapshotFs.rename(from, to);
    point();
  },
};

async function main(): Promise<void> {
  let onWritten = (): void => undefined;
  const written = new Promise<void>((resolve) => (onWritten = resolve));
  const source = new TelemetrySource({
    roots: [rootFromDir(folder)],
    naiveTimeZone: "UTC",
    now: () => Date.now(),
    pollMs: 0,
    chunkBytes: 4096,
    fs,
    snapshotDir,
    snapshotTuning: {
      policy: { quietMs: 0, everyMs: 0, minBytes: 1, minShare: 0 },
      fs: snapshotFs,
      onWritten: () => onWritten(),
    },
  });
  await source.start();
  await written;
  source.dispose();
  await source.whenIdle();
}

void main();
