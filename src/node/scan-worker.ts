import { parentPort } from "node:worker_threads";

import { ScannerEngine } from "../core/ingest/scanner-engine.ts";
import { ScanJob } from "./scan-job.ts";
import type { FromScanThread, ScanOrder, ToScanThread } from "./scan-messages.ts";
import { systemTimeZone } from "./system-time-zone.ts";

/** The thread's side: one part for each piece of memory that it is sent. Whatever fails is read over there. */
class ScanWorker {
  readonly #engine: ScannerEngine;
  readonly #post: (message: FromScanThread, transfer: readonly ArrayBuffer[]) => void;
  #job: ScanJob | null = null;

  constructor(
    engine: ScannerEngine,
    post: (message: FromScanThread, transfer: readonly ArrayBuffer[]) => void,
  ) {
    this.#engine = engine;
    this.#post = post;
  }

  handle(message: ToScanThread): void {
    if (message.kind === "open") this.#open(message.order);
    else if (this.#job !== null) this.#send(this.#job, message.columns);
  }

  #open(order: ScanOrder): void {
    this.#job = attempt(() => ScanJob.open(order, this.#engine)) ?? null;
    if (this.#job === null) this.#post({ kind: "done", isRead: false }, []);
  }

  #send(job: ScanJob, columns: ArrayBuffer): void {
    const sent = attempt(() => job.next(columns));
    if (sent) {
      this.#post({ kind: "part", sent }, [sent.part.columns]);
      return;
    }
    job.close();
    this.#job = null;
    this.#post({ kind: "done", isRead: sent === null }, []);
  }
}

/** Undefined where reading fails: the other thread meets the same error and knows what to make of it. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

/** So large that a block of calls fills the scanner's rows: fewer and fuller batches to send. */
const BLOCK_BYTES = 2_560 * 1024;

// So that its times are read as the other thread reads them, and need no Intl.
systemTimeZone();
const port = parentPort;
const engine = ScannerEngine.create(BLOCK_BYTES);
if (port !== null && engine !== null) {
  const worker = new ScanWorker(engine, (message, transfer) => port.postMessage(message, transfer));
  port.on("message", (message: ToScanThread) => worker.handle(message));
  port.postMessage({ kind: "ready" } satisfies FromScanThread);
}
