import "./register.ts";
import { Bar } from "react-chartjs-2";
import type { TimeSeries } from "../../src/core/rollup/time-series.ts";
import type { Locality } from "./bucket-text.ts";
import { costData, costOptions } from "./options.ts";
import { useChartTheme } from "./theme.ts";

export interface CostCanvasProps {
  readonly series: TimeSeries;
  readonly place: Locality;
  /** The bucket that the keyboard is on. */
  readonly active: number | null;
  readonly onPick: (index: number) => void;
}

/** The drawing alone; the list of points beside it is what keyboards and screen readers use. */
export function CostCanvas({ series, place, active, onPick }: CostCanvasProps) {
  const theme = useChartTheme();
  return (
    <Bar
      aria-hidden="true"
      data={costData(series, theme, place, active)}
      options={costOptions({ series, theme, place, onPick })}
    />
  );
}
