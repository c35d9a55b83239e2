import type { Generation } from "./generation.ts";
import type { GenerationSettings } from "./generation-holder.ts";
import type { FoundSnapshot, SnapshotStore, WriteOutcome } from "./snapshot-store.ts";
import { WakeTimer } from "./wake-timer.ts";

/** When it is worth writing a snapshot. */
export interface SnapshotPolicy {
  /** Nothing has changed for so long, ms. */
  readonly quietMs: number;
  /** Between two snapshots, and at the latest after a change that never comes to rest, ms. */
  readonly everyMs: number;
  /** Fewer new bytes are read again in no time. */
  readonly minBytes: number;
  /** ... and so is a smaller part of what has been written before. */
  readonly minShare: number;
}

export const DEFAULT_SNAPSHOT_POLICY: SnapshotPolicy = {
  quietMs: 2_000,
  everyMs: 300_000,
  minBytes: 1024 * 1024,
  minShare: 1 / 64,
};

/** After so many tries that a change has spoilt, a copy is written. */
const TRIES_WITHOUT_COPY = 3;

export interface SnapshotKeeperOptions {
  readonly store: SnapshotStore;
  readonly policy: SnapshotPolicy;
  /** Epoch ms. */
  readonly now: () => number;
  /** Files are being looked at: what is in memory is not of one moment. */
  readonly isBusy: () => boolean;
  /** Told once: reading goes on without snapshots as with them. */
  readonly onFault: (error: unknown) => void;
  /** A snapshot stands on disk now. */
  readonly onWritten?: (() => void) | undefined;
}

/** Writes snapshots of the generation shown, when it has come to rest and enough is new. */
export class SnapshotKeeper {
  readonly #options: SnapshotKeeperOptions;
  readonly #timer = new WakeTimer(() => void this.#write());
  /** Bytes read at the last snapshot of a generation. */
  readonly #savedBytes = new WeakMap<Generation, number>();
  #candidate: Generation | null = null;
  #revision = -1;
  #quietSinceMs = 0;
  #newSinceMs: number | null = null;
  #nextMs = 0;
  #spoiltTries = 0;
  #writing: Promise<WriteOutcome | "failed"> | null = null;
  #isFaultTold = false;
  #isDisposed = false;

  constructor(options: SnapshotKeeperOptions) {
    this.#options = options;
  }

  /** A snapshot to go on from; null where reading everything is the way. */
  async find(settings: GenerationSettings): Promise<FoundSnapshot | null> {
    try {
      return await this.#options.store.read(settings, this.#options.now());
    } catch (error) {
      this.tell(error);
      return null;
    }
  }

  /** The files have been looked at, and nothing is under way. */
  noteRest(generation: Generation): void {
    const nowMs = performance.now();
    this.#candidate = generation;
    if (generation.dataset.revision !== this.#revision) {
      this.#revision = generation.dataset.revision;
      this.#quietSinceMs = nowMs;
    }
    if (!this.#isWorth(generation)) this.#newSinceMs = null;
    else {
      const { quietMs, everyMs } = this.#options.policy;
      this.#newSinceMs ??= nowMs;
      const restMs = Math.min(this.#quietSinceMs + quietMs, this.#newSinceMs + everyMs);
      this.#timer.set(Math.max(restMs, this.#nextMs) - nowMs);
    }
  }

  /** Resolves when no snapshot is being written. */
  async whenIdle(): Promise<void> {
    await this.#writing;
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#timer.clear();
  }

  #isWorth(generation: Generation): boolean {
    const saved = this.#savedBytes.get(generation) ?? generation.resumedBytes;
    const { minBytes, minShare } = this.#options.policy;
    return bytesOf(generation) - saved >= Math.max(minBytes, saved * minShare);
  }

  async #write(): Promise<void> {
    const generation = this.#candidate;
    // Whoever is busy comes to rest, and says so.
    if (generation === null || this.#writing !== null || this.#isDisposed || this.#options.isBusy()) return;
    this.#writing = this.#writeOne(generation);
    const outcome = await this.#writing;
    this.#writing = null;
    // A rest meanwhile found no turn. What is unfit or failed waits for the next one.
    const isOpen = outcome === "changed" || outcome === "written";
    if (isOpen && !this.#isDisposed && this.#candidate !== null) this.noteRest(this.#candidate);
  }

  async #writeOne(generation: Generation): Promise<WriteOutcome | "failed"> {
    const { store, policy, now, onWritten } = this.#options;
    const bytes = bytesOf(generation);
    const isCopied = this.#spoiltTries >= TRIES_WITHOUT_COPY;
    try {
      const outcome = await store.write(generation, now(), isCopied);
      this.#spoiltTries = outcome === "changed" ? this.#spoiltTries + 1 : 0;
      if (outcome === "changed") return outcome;
      this.#nextMs = performance.now() + policy.everyMs;
      if (outcome === "written") {
        this.#savedBytes.set(generation, bytes);
        this.#newSinceMs = null;
        onWritten?.();
      }
      return outcome;
    } catch (error) {
      this.#nextMs = performance.now() + policy.everyMs;
      this.tell(error);
      return "failed";
    }
  }

  /** Something is wrong with snapshots. */
  tell(error: unknown): void {
    if (this.#isFaultTold) return;
    this.#isFaultTold = true;
    this.#options.onFault(error);
  }
}

function bytesOf(generation: Generation): number {
  return generation.files.reduce((total, file) => total + file.offset, 0);
}
