const PAUSE_MS = 3000;

/** Speaks to screen readers, politely: the newest message, at most one every three seconds. */
export class Announcer {
  readonly #listeners = new Set<() => void>();
  #text = "";
  #next: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly getText = (): string => this.#text;

  say(text: string): void {
    if (text === (this.#next ?? this.#text)) return;
    if (this.#timer !== undefined) {
      this.#next = text;
      return;
    }
    this.#speak(text);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#listeners.clear();
  }

  #speak(text: string): void {
    this.#text = text;
    this.#next = null;
    for (const listener of this.#listeners) listener();
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#next !== null) this.#speak(this.#next);
    }, PAUSE_MS);
  }
}
