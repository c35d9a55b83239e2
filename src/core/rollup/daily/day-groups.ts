import type { CallSums } from "../../store/archived-days.ts";
import { KnownSum, Tally } from "../tally.ts";
import { DurationSums } from "./duration-sums.ts";

/** However many names hostile records bring, a day stays a small file: those after so many share a group. */
const MAX_GROUPS = 2000;
const OTHERS = "(other)";

/** The names that a group of a day shares; null is not reported. */
export type GroupNames = readonly (string | null)[];

/** Groups of one day by their names, made when first asked for. */
export class DayGroups<T> {
  readonly #make: () => T;
  readonly #byKey = new Map<string, { readonly names: GroupNames; readonly group: T }>();

  constructor(make: () => T) {
    this.#make = make;
  }

  get(names: GroupNames): T {
    const key = JSON.stringify(names);
    const known = this.#byKey.get(key);
    if (known !== undefined) return known.group;
    if (this.#byKey.size >= MAX_GROUPS && names.some((name) => name !== null && name !== OTHERS)) {
      return this.get(names.map((name) => (name === null ? null : OTHERS)));
    }
    const group = this.#make();
    this.#byKey.set(key, { names, group });
    return group;
  }

  /** In an order that does not depend on that of the records. */
  map<R>(toCell: (names: GroupNames, group: T) => R): readonly R[] {
    return [...this.#byKey]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([, { names, group }]) => toCell(names, group));
  }
}

/** Calls of a group, in one of the two ways of counting. */
export class CallGroup {
  readonly tally = new Tally();
  readonly latency = new DurationSums();
  withRunId = 0;
  linkedToRun = 0;

  toSums(): CallSums {
    const { withRunId, linkedToRun } = this;
    return { tally: this.tally.toParts(), latency: this.latency.toParts(), withRunId, linkedToRun };
  }
}

/** Calls of a group in both ways of counting: twins once, and every line. */
export interface CallGroups {
  readonly merged: CallGroup;
  readonly raw: CallGroup;
}

/** Runs or stages of a group. */
export class RunGroup {
  readonly tally = new Tally();
  readonly baselineCostNano = new KnownSum();
  readonly duration = new DurationSums();
}
