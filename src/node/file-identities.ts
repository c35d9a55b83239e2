import { identify, type FoundFile } from "./root-listing.ts";
import type { TelemetryFs } from "./telemetry-fs.ts";
import type { TrackedFile } from "./tracked-file.ts";

/** Which files on disk the tracked files are, whatever their paths. */
export class FileIdentities {
  readonly #fs: TelemetryFs;
  /** Each tracked file, and where it was found. */
  readonly #found = new Map<TrackedFile, FoundFile>();

  constructor(fs: TelemetryFs) {
    this.#fs = fs;
  }

  add(file: TrackedFile, found: FoundFile): void {
    this.#found.set(file, found);
  }

  /** A file that is tracked under another path and is, or was, the same file on disk. */
  twinOf({ realPath, identity }: FoundFile): TrackedFile | null {
    for (const [file, found] of this.#found) {
      if (found.realPath === realPath) return file;
      const known = this.#identityOf(file);
      if (known !== null && known === identity) return file;
    }
    return null;
  }

  /** Whether a tracked file is still the one at its path. */
  async isStill(file: TrackedFile): Promise<boolean> {
    const now = await identify(this.#fs, file.path);
    if (now === null) return false;
    const identity = numbered(now.identity);
    return identity === null || identity === this.#identityOf(file);
  }

  #identityOf(file: TrackedFile): string | null {
    return numbered(file.stamp?.identity ?? this.#found.get(file)?.identity ?? null);
  }
}

/** Some file systems number no file: then the real path alone decides which files are the same. */
function numbered(identity: string | null): string | null {
  return identity?.endsWith(":0") === true ? null : identity;
}
