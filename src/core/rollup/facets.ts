export type FacetName = "workflow" | "provider" | "model" | "tier" | "status" | "tag";

/** How many records of the feed each value would leave, the facet's own choice left out. */
export interface Facet {
  readonly name: FacetName;
  /** Sorted by count descending, then value; at most 20, the rest in `otherCount`. */
  readonly values: readonly { readonly value: string; readonly count: number }[];
  readonly otherCount: number;
}
