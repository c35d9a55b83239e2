/** The last few values that were asked for. */
export class RecentlyUsed<V> {
  readonly #limit: number;
  readonly #values = new Map<string, V>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get values(): readonly V[] {
    return [...this.#values.values()];
  }

  has(key: string): boolean {
    return this.#values.has(key);
  }

  get(key: string, create: () => V): V {
    const value = this.#values.get(key) ?? create();
    this.#values.delete(key);
    this.set(key, value);
    return value;
  }

  entries(): [string, V][] {
    return [...this.#values];
  }

  set(key: string, value: V): void {
    this.#values.set(key, value);
    for (const oldest of this.#values.keys()) {
      if (this.#values.size <= this.#limit) return;
      this.#values.delete(oldest);
    }
  }
}
