import type { RowsMessage } from "../../src/protocol/to-webview.ts";

interface Pending {
  readonly resolve: (rows: RowsMessage) => void;
  readonly reject: (reason: Error) => void;
  readonly timer: ReturnType<typeof setTimeout>;
}

export const ROWS_TIMEOUT_MS = 10_000;

/** Questions for rows that are on their way: each is answered, or rejected by time or by disposal. */
export class RowRequests {
  readonly #pending = new Map<number, Pending>();
  #lastNumber = 0;

  /** Numbers a question, sends it by `send` and waits for the answer of the same number. */
  ask(send: (requestNumber: number) => void): Promise<RowsMessage> {
    const requestNumber = ++this.#lastNumber;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#pending.delete(requestNumber);
        reject(new Error("The rows did not arrive in time."));
      }, ROWS_TIMEOUT_MS);
      this.#pending.set(requestNumber, { resolve, reject, timer });
      send(requestNumber);
    });
  }

  /** Answers to questions nobody waits for any more are dropped. */
  answer(message: RowsMessage): void {
    const pending = this.#pending.get(message.requestNumber);
    if (!pending) return;
    this.#pending.delete(message.requestNumber);
    clearTimeout(pending.timer);
    pending.resolve(message);
  }

  /** Rejects a question that the host could not answer; false when nobody waits for it any more. */
  fail(requestNumber: number): boolean {
    const pending = this.#pending.get(requestNumber);
    if (!pending) return false;
    this.#pending.delete(requestNumber);
    clearTimeout(pending.timer);
    pending.reject(new Error("The rows could not be listed."));
    return true;
  }

  get size(): number {
    return this.#pending.size;
  }

  dispose(): void {
    for (const { reject, timer } of this.#pending.values()) {
      clearTimeout(timer);
      reject(new Error("The panel was closed before the rows arrived."));
    }
    this.#pending.clear();
  }
}
