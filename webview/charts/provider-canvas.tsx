import "./register.ts";
import { Doughnut } from "react-chartjs-2";
import type { ProviderSlice } from "../../src/core/view-model/panel-view.ts";
import { providerData, providerOptions } from "./options.ts";
import type { Palette } from "./series-color.ts";
import { useChartTheme } from "./theme.ts";

export interface ProviderCanvasProps {
  readonly slices: readonly ProviderSlice[];
  readonly locale: string;
  readonly palette: Palette;
  readonly onPick: (index: number) => void;
}

export function ProviderCanvas({ slices, locale, palette, onPick }: ProviderCanvasProps) {
  const theme = useChartTheme();
  return (
    <Doughnut
      aria-hidden="true"
      data={providerData(slices, theme, palette)}
      options={providerOptions(theme, locale, onPick)}
    />
  );
}
