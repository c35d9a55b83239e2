import { join } from "node:path";
import { SHARE_ENV, Worker } from "node:worker_threads";

import type { FromScanThread, ToScanThread } from "./scan-messages.ts";

/** A thread that scans files, see `scan-worker.ts`. It may end at any time, for reasons of its own. */
export class ScanThread {
  readonly #worker: Worker;
  readonly #messages: FromScanThread[] = [];
  #isReady = false;
  #hasEnded = false;
  #wake: (() => void) | null = null;

  /** Null where no thread can be had. A missing bundle shows later, by the thread's end. */
  static start(bundlePath: string): ScanThread | null {
    try {
      return new ScanThread(new Worker(bundlePath, { execArgv: [], env: SHARE_ENV, stdin: false }));
    } catch {
      return null;
    }
  }

  private constructor(worker: Worker) {
    this.#worker = worker;
    worker.on("message", (message: FromScanThread) => {
      if (message.kind === "ready") this.#isReady = true;
      else this.#messages.push(message);
      this.#tell();
    });
    // Without a listener it would be an error of this thread. "exit" follows.
    worker.on("error", () => undefined);
    worker.on("messageerror", () => void this.end());
    worker.on("exit", () => {
      this.#hasEnded = true;
      this.#tell();
    });
  }

  /** It has come up and has not ended. */
  get isReady(): boolean {
    return this.#isReady && !this.#hasEnded;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Resolves when it is ready or has ended. */
  async whenReady(): Promise<void> {
    while (!this.#isReady && !this.#hasEnded) await this.#news();
  }

  post(message: ToScanThread, transfer: readonly ArrayBuffer[] = []): void {
    this.#worker.postMessage(message, transfer);
  }

  /** The next message, in order; null when the thread has ended, even if some were left. */
  async next(): Promise<FromScanThread | null> {
    while (this.#messages.length === 0 && !this.#hasEnded) await this.#news();
    return this.#hasEnded ? null : (this.#messages.shift() ?? null);
  }

  /** Ends it whatever it does; resolves when it has ended, with its handles closed. */
  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #news(): Promise<void> {
    return new Promise((resolve) => (this.#wake = resolve));
  }

  #tell(): void {
    this.#wake?.();
    this.#wake = null;
  }
}

/** The thread's bundle, next to the bundle that this stands in. */
export function scanBundlePath(): string | null {
  return typeof __dirname === "string" ? join(__dirname, "scan-worker.cjs") : null;
}
