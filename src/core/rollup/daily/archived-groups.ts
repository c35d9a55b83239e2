import type { StageCell } from "../../store/archived-days.ts";
import type { Dimension } from "../breakdown.ts";
import { shownTier } from "../call-scope.ts";
import { NONE_KEY } from "../query.ts";
import type { Basis } from "../query.ts";
import type { TallyMap } from "../tally.ts";
import type { ArchivedCalls, ArchivedScope } from "./archived-scope.ts";

/** Adds what archived days hold to the groups of a breakdown. Their times are in no exact quantile. */
export function addArchivedGroups(
  groups: TallyMap,
  archived: ArchivedScope,
  basis: Basis,
  dimension: Dimension,
): void {
  if (dimension !== "stage" && basis === "calls") {
    for (const { cell, counted } of archived.calls())
      groups.get(callKey(cell, dimension) ?? NONE_KEY).addParts(counted.tally);
  } else if (dimension === "workflow" || dimension === "provider") {
    for (const { cell } of archived.runs()) groups.get(cell[dimension] ?? NONE_KEY).addParts(cell.tally);
  } else {
    for (const cell of archived.stages())
      groups.get(stageKey(cell, dimension) ?? NONE_KEY).addParts(cell.tally);
  }
}

function callKey(cell: ArchivedCalls["cell"], dimension: Exclude<Dimension, "stage">): string | null {
  return dimension === "tier" ? shownTier(cell) : cell[dimension];
}

function stageKey(cell: StageCell, dimension: "stage" | "model" | "tier"): string | null {
  return cell[dimension];
}
