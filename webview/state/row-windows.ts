import type { FeedRow } from "../../src/core/view-model/panel-view.ts";

export const WINDOW_SIZE = 40;
const KEPT_WINDOWS = 24;

export interface LoadedRows {
  readonly rows: readonly FeedRow[];
  /** Length of the whole list. */
  readonly total: number;
}

export type LoadRows = (offset: number, limit: number) => Promise<LoadedRows>;

/** The rows of a long list, fetched in windows of 40 as the reader gets near; the oldest windows are let go. */
export class RowWindows {
  readonly #load: LoadRows;
  readonly #listeners = new Set<() => void>();
  readonly #windows = new Map<number, readonly FeedRow[]>();
  readonly #loading = new Set<number>();
  #epoch = 0;
  #version = 0;
  #visible: { readonly from: number; readonly to: number } | null = null;

  constructor(load: LoadRows) {
    this.#load = load;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Changes whenever a row may have changed. */
  readonly getVersion = (): number => this.#version;

  rowAt(index: number): FeedRow | undefined {
    return this.#windows.get(Math.floor(index / WINDOW_SIZE))?.[index % WINDOW_SIZE];
  }

  /** Fetches what is missing for the rows `from`..`to`, both included. */
  show(from: number, to: number): void {
    this.#visible = { from, to };
    for (const index of this.#visibleWindows()) if (!this.#windows.has(index)) this.#fetch(index);
  }

  /** Nothing has to be fetched: whatever is needed came with the view. */
  hide(): void {
    this.#visible = null;
  }

  /** Another question: nothing known so far is right any more. */
  reset(): void {
    this.#epoch += 1;
    this.#windows.clear();
    this.#loading.clear();
    this.#changed();
  }

  /** The same question with newer data: visible rows stay until their successors are here. */
  refresh(): void {
    this.#epoch += 1;
    this.#loading.clear();
    const visible = new Set(this.#visibleWindows());
    for (const index of this.#windows.keys()) if (!visible.has(index)) this.#windows.delete(index);
    for (const index of visible) this.#fetch(index);
  }

  #visibleWindows(): readonly number[] {
    if (!this.#visible) return [];
    const first = Math.floor(this.#visible.from / WINDOW_SIZE);
    const last = Math.floor(this.#visible.to / WINDOW_SIZE);
    return Array.from({ length: last - first + 1 }, (_, step) => first + step);
  }

  #fetch(index: number): void {
    if (this.#loading.has(index)) return;
    this.#loading.add(index);
    void this.#take(index, this.#epoch);
  }

  async #take(index: number, epoch: number): Promise<void> {
    let rows: readonly FeedRow[] | null;
    try {
      rows = await this.#loadWindow(index * WINDOW_SIZE, epoch);
    } catch {
      // Failed, timed out, or the panel is closing: the window is asked for again when it is next in sight.
      rows = null;
    }
    if (epoch !== this.#epoch) return;
    this.#loading.delete(index);
    if (rows) this.#keep(index, rows);
  }

  /** Long names make few rows a message: what did not fit into one is asked for by the next. */
  async #loadWindow(offset: number, epoch: number): Promise<readonly FeedRow[]> {
    const loaded: FeedRow[] = [];
    for (;;) {
      const { rows, total } = await this.#load(offset + loaded.length, WINDOW_SIZE - loaded.length);
      loaded.push(...rows);
      const isWhole = loaded.length >= Math.min(WINDOW_SIZE, total - offset);
      if (isWhole || rows.length === 0 || epoch !== this.#epoch) return loaded;
    }
  }

  #keep(index: number, rows: readonly FeedRow[]): void {
    this.#windows.delete(index);
    this.#windows.set(index, rows);
    const visible = new Set(this.#visibleWindows());
    for (const old of this.#windows.keys()) {
      if (this.#windows.size <= KEPT_WINDOWS) break;
      if (!visible.has(old)) this.#windows.delete(old);
    }
    this.#changed();
  }

  #changed(): void {
    this.#version += 1;
    for (const listener of this.#listeners) listener();
  }
}
