import type * as vscode from "vscode";

/** Owns what one life of something created. What is added after the end is disposed at once. */
export class DisposableStore implements vscode.Disposable {
  readonly #items = new Set<vscode.Disposable>();
  #isDisposed = false;

  get isDisposed(): boolean {
    return this.#isDisposed;
  }

  add<T extends vscode.Disposable>(item: T): T {
    if (this.#isDisposed) item.dispose();
    else this.#items.add(item);
    return item;
  }

  /** Ends one member before the store ends. */
  delete(item: vscode.Disposable): void {
    if (this.#items.delete(item)) item.dispose();
  }

  /** Disposes the members, the newest first. */
  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    const items = [...this.#items].toReversed();
    this.#items.clear();
    for (const item of items) item.dispose();
  }
}
