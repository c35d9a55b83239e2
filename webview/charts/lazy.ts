import { lazy } from "react";

// Chart.js is as large as all the rest together: the figures are on screen before it arrives.
export const LazyCostCanvas = lazy(async () => {
  const { CostCanvas } = await import("./cost-canvas.tsx");
  return { default: CostCanvas };
});

export const LazyProviderCanvas = lazy(async () => {
  const { ProviderCanvas } = await import("./provider-canvas.tsx");
  return { default: ProviderCanvas };
});
