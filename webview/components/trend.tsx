import { formatChange } from "../../src/core/view-model/format.ts";
import { S } from "../strings.ts";

export interface TrendProps {
  /** 0.08 is +8 %; `null` when there is nothing to compare with. */
  readonly ratio: number | null;
  readonly locale: string;
}

/** Change of cost against the period before: its sign says it, no colour does. */
export function Trend({ ratio, locale }: TrendProps) {
  if (ratio === null) return null;
  return (
    <span className="text-muted tabular-nums" title={S.workflows.trendTitle}>
      {formatChange(ratio, locale)}
    </span>
  );
}
