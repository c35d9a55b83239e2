/** What the next round of a source has to do; requests of the same thing fall together. */
export interface Round {
  /** Read everything from its beginning. */
  readonly rebuild: boolean;
  /** Look at every file and for new ones. */
  readonly all: boolean;
  /** Distrust unchanged times of all files. */
  readonly distrust: boolean;
  /** Paths of files that a watcher named. */
  readonly touched: ReadonlySet<string>;
  /** Called once everything was looked at. */
  readonly waiters: readonly (() => void)[];
}

export class PendingWork {
  #rebuild = false;
  #all = false;
  #distrust = false;
  #touched = new Set<string>();
  #waiters: (() => void)[] = [];

  get isEmpty(): boolean {
    return !this.#rebuild && !this.#all && this.#touched.size === 0;
  }

  requestRebuild(): void {
    this.#rebuild = true;
  }

  /** `distrust`: something says that a file may differ though its times do not. */
  requestAll(distrust: boolean): void {
    this.#all = true;
    this.#distrust ||= distrust;
  }

  requestFile(path: string): void {
    this.#touched.add(path);
  }

  /** Resolves when a look at everything that starts from now on has ended. */
  waitForAll(): Promise<void> {
    return new Promise((resolve) => void this.#waiters.push(resolve));
  }

  /** Waiters of a round that did not get to them. */
  putBack(waiters: readonly (() => void)[]): void {
    this.#waiters.unshift(...waiters);
  }

  take(): Round {
    const round: Round = {
      rebuild: this.#rebuild,
      all: this.#all,
      distrust: this.#distrust,
      touched: this.#touched,
      waiters: this.#waiters,
    };
    this.#rebuild = false;
    this.#all = false;
    this.#distrust = false;
    this.#touched = new Set();
    this.#waiters = [];
    return round;
  }
}
