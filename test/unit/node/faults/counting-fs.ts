import type { FileStamp, OpenFile, TelemetryFs, WatchHandle } from "../../../../src/node/telemetry-fs.ts";
import { nodeFs } from "../../../../src/node/telemetry-fs.ts";

/** The real file system, with its handles counted and its reads held up by the test. */
export class CountingFs implements TelemetryFs {
  openHandles = 0;
  opened = 0;
  /** Runs before each read, which waits for it. */
  beforeRead: (position: number) => Promise<void> = () => Promise.resolve();

  list(directory: string): Promise<readonly string[]> {
    return nodeFs.list(directory);
  }

  stamp(path: string): Promise<FileStamp> {
    return nodeFs.stamp(path);
  }

  realPath(path: string): Promise<string> {
    return nodeFs.realPath(path);
  }

  isRemote(directory: string): Promise<boolean> {
    return nodeFs.isRemote(directory);
  }

  watch(directory: string, onEvent: (name: string | null) => void, onLost: () => void): WatchHandle {
    return nodeFs.watch(directory, onEvent, onLost);
  }

  async open(path: string): Promise<OpenFile> {
    const file = await nodeFs.open(path);
    this.openHandles += 1;
    this.opened += 1;
    return {
      stamp: () => file.stamp(),
      read: async (target, position) => {
        await this.beforeRead(position);
        return file.read(target, position);
      },
      close: async () => {
        await file.close();
        this.openHandles -= 1;
      },
    };
  }
}
