/** Something that is kept of a dataset and takes in its new rows. */
export interface Following {
  /** Rows that it has not taken in yet. */
  readonly behind: number;
  /** Takes in rows, all by default, and at least some where there are any. */
  follow(mostRows?: number): unknown;
}

/** More rows than may be taken in at once, in place of an answer that needs them. */
export class Backlog {
  readonly #part: Following;

  constructor(part: Following) {
    this.#part = part;
  }

  /** Takes some more rows in; false when there are none left. */
  workOff(mostRows: number): boolean {
    this.#part.follow(mostRows);
    return this.#part.behind > 0;
  }
}
