import type { ReadState } from "./tracked-file.ts";

export type SourceEvent =
  /** While a generation is being read from its beginning. */
  | {
      readonly kind: "progress";
      readonly bytesRead: number;
      readonly bytesTotal: number;
      readonly records: number;
    }
  /** The dataset has grown or its health has changed. */
  | { readonly kind: "changed" }
  /** `dataset` is another object: a new generation. */
  | { readonly kind: "reset" }
  /** Files came, went, or changed state. */
  | { readonly kind: "files" }
  /** Everything was looked at; `checkedAtMs` is new. */
  | { readonly kind: "checked" };

export interface SourceFile {
  readonly fileId: number;
  readonly path: string;
  readonly label: string;
  readonly state: ReadState;
  /** The system's code while the state is `denied`, else null. */
  readonly errorCode: string | null;
  /** Epoch ms at which it was last seen to have lost bytes that had been read, its place being the same file. */
  readonly cutAtMs: number | null;
}

export interface SourceRoot {
  readonly path: string;
  readonly label: string;
  readonly state: "ok" | "absent" | "denied";
  /** Changes show at once; else with the next poll. */
  readonly isWatched: boolean;
}

export interface SourceState {
  /** `denied`: there is telemetry, and none of it may be read. */
  readonly overall: "loading" | "ready" | "no-files" | "denied";
  readonly files: readonly SourceFile[];
  readonly roots: readonly SourceRoot[];
}

/** Listeners, called in the order in which they came. What one throws does not keep the others from it. */
export class SourceListeners {
  readonly #listeners = new Set<(event: SourceEvent) => void>();
  readonly #onFault: (error: unknown) => void;

  constructor(onFault: (error: unknown) => void) {
    this.#onFault = onFault;
  }

  add(listener: (event: SourceEvent) => void): { dispose(): void } {
    // Wrapped, so that one function added twice is two listeners.
    const own = (event: SourceEvent): void => listener(event);
    this.#listeners.add(own);
    return { dispose: () => void this.#listeners.delete(own) };
  }

  emit(event: SourceEvent): void {
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        this.#onFault(error);
      }
    }
  }

  clear(): void {
    this.#listeners.clear();
  }
}
