interface Stretch {
  readonly known: number;
  /** Of the row behind it. */
  end: number;
}

/**
 * How much was known when each row was shown. A row is shown as what it is by the lines read so far; one of its call
 * that is read later changes that, one that stood ready already does not.
 */
export class ShownRows {
  #count = 0;
  /** Rows below it knew of none that is still to be shown. */
  #settled = 0;
  /** The rows behind those, by how many were known. */
  #stretches: Stretch[] = [];

  /** Rows that were shown. */
  get count(): number {
    return this.#count;
  }

  /** Shows rows up to `end`, while `known` rows are there. */
  show(end: number, known: number): void {
    const last = this.#stretches.at(-1);
    if (last?.known === known) last.end = end;
    else this.#stretches.push({ known, end });
    this.#count = end;
    while ((this.#stretches[0]?.known ?? Infinity) <= end) this.#settled = this.#stretches.shift()?.end ?? 0;
  }

  /** Begins behind rows that were shown elsewhere, knowing none but themselves. */
  startAt(count: number): void {
    this.#count = this.#settled = count;
  }

  /** Whether a row was shown without knowing a later one. */
  isNewTo(row: number, later: number): boolean {
    if (row < this.#settled) return true;
    const stretch = this.#stretches.find(({ end }) => row < end);
    return stretch !== undefined && stretch.known <= later;
  }

  /** Whether no row that was shown can be changed by those from the next one to before `end`. */
  knowsUpTo(end: number): boolean {
    return this.#settled === 0 && (this.#stretches[0]?.known ?? Infinity) >= end;
  }
}
