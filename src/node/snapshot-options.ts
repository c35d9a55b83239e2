import type { SnapshotFs } from "./snapshot-fs.ts";
import type { SnapshotPolicy } from "./snapshot-keeper.ts";
import { DEFAULT_SNAPSHOT_POLICY, SnapshotKeeper } from "./snapshot-keeper.ts";
import { SnapshotStore } from "./snapshot-store.ts";

export interface SnapshotOptions {
  /** Folder for snapshots, ours alone: a later start goes on where one ends. Without it there are none. */
  readonly snapshotDir?: string | undefined;
  /** Told once: snapshots cannot be read or written. All else goes on. */
  readonly onSnapshotFault?: ((error: unknown) => void) | undefined;
  /** For tests. */
  readonly snapshotTuning?: SnapshotTuning | undefined;
}

export interface SnapshotTuning {
  readonly policy?: Partial<SnapshotPolicy>;
  readonly fs?: SnapshotFs;
  /** A snapshot stands on disk now. */
  readonly onWritten?: () => void;
}

/** What reads and writes the snapshots of a source; undefined where it has none. */
export function snapshotKeeper(
  { snapshotDir, onSnapshotFault, snapshotTuning, now }: SnapshotOptions & { readonly now: () => number },
  isBusy: () => boolean,
  onFault: (error: unknown) => void,
): SnapshotKeeper | undefined {
  if (snapshotDir === undefined) return undefined;
  return new SnapshotKeeper({
    store: new SnapshotStore(snapshotDir, snapshotTuning?.fs),
    policy: { ...DEFAULT_SNAPSHOT_POLICY, ...snapshotTuning?.policy },
    now,
    isBusy,
    onFault: onSnapshotFault ?? onFault,
    onWritten: snapshotTuning?.onWritten,
  });
}
