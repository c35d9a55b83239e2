import { ELLIPSIS, isClipOf } from "./clip-text.ts";
import type { FacetName } from "./facets.ts";
import { NONE_KEY } from "./query.ts";

/** One bit for each dimension that a facet has; a row's bits are the dimensions whose filter it fails. */
export const FACET_BITS: Readonly<Record<FacetName, number>> = {
  workflow: 1,
  provider: 2,
  model: 4,
  tier: 8,
  status: 16,
  tag: 32,
};

/**
 * The alternatives that one dimension is narrowed to; an empty list narrows nothing. A name that was chosen
 * from a clipped one ("aaa…") is known by it.
 */
export class Choice {
  readonly isAny: boolean;
  readonly #wanted: ReadonlySet<string>;
  readonly #clipped: readonly string[];

  constructor(wanted: readonly string[]) {
    this.isAny = wanted.length === 0;
    this.#wanted = new Set(wanted);
    this.#clipped = wanted.filter((name) => name.endsWith(ELLIPSIS));
  }

  /** An unknown value is chosen by `(none)`. */
  accepts(value: string | null): boolean {
    return this.isAny || this.#isWanted(value ?? NONE_KEY);
  }

  /** One accepted value is enough; no value at all is chosen by `(none)`. */
  acceptsAnyOf(values: readonly string[]): boolean {
    if (this.isAny) return true;
    return values.length === 0 ? this.#isWanted(NONE_KEY) : values.some((value) => this.#isWanted(value));
  }

  #isWanted(value: string): boolean {
    return this.#wanted.has(value) || this.#clipped.some((clipped) => isClipOf(value, clipped));
  }
}
