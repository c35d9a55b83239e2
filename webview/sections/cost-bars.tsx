import { Suspense, useId, useState } from "react";
import type { KeyboardEvent } from "react";
import type { PanelView } from "../../src/core/view-model/panel-view.ts";
import { bucketLabel } from "../charts/bucket-text.ts";
import { LazyCostCanvas } from "../charts/lazy.ts";
import { useRoving } from "../hooks/use-roving.ts";
import type { Roving } from "../hooks/use-roving.ts";
import { S } from "../strings.ts";

export interface CostBarsProps {
  readonly view: PanelView;
  readonly heightPx: number;
  readonly onPick: (index: number) => void;
}

/** The bars: drawn for the eye and the mouse, and over them the same as a list for keys and screen readers. */
export function CostBars({ view, heightPx, onPick }: CostBarsProps) {
  const { cost, timeZone, locale } = view;
  const place = { timeZone, locale };
  const options = cost.buckets.map((bucket) => ({
    fromMs: bucket.fromMs,
    label: bucketLabel(bucket, cost.unit, place),
  }));
  const roving = useRoving(options.length, options.length - 1);
  const [hasFocus, setHasFocus] = useState(false);
  const label = hasFocus ? options[roving.active]?.label : undefined;
  return (
    <div className="relative">
      <div style={{ height: heightPx }}>
        {/* Inside the sized box: the page keeps its shape while the chart's code arrives. */}
        <Suspense fallback={null}>
          <LazyCostCanvas
            series={cost}
            place={place}
            active={hasFocus ? roving.active : null}
            onPick={onPick}
          />
        </Suspense>
      </div>
      <BucketList options={options} roving={roving} onPick={onPick} onFocus={setHasFocus} />
      {label === undefined ? null : (
        <div
          aria-hidden="true"
          className="pointer-events-none absolute top-0 right-0 rounded-[3px] border border-raised-line bg-raised px-2 py-0.5 text-label tabular-nums"
        >
          {label}
        </div>
      )}
    </div>
  );
}

interface BucketListProps {
  readonly options: readonly { readonly fromMs: number; readonly label: string }[];
  readonly roving: Roving;
  readonly onPick: (index: number) => void;
  readonly onFocus: (hasFocus: boolean) => void;
}

/** One tab stop over the drawing; the mouse goes through it to the bars. */
function BucketList({ options, roving, onPick, onFocus }: BucketListProps) {
  const id = useId();
  const onKeyDown = (event: KeyboardEvent) => {
    if (roving.onKey(event)) return;
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    onPick(roving.active);
  };
  return (
    <div
      role="listbox"
      tabIndex={0}
      aria-label={S.cost.pick}
      aria-orientation="horizontal"
      aria-activedescendant={`${id}-${roving.active}`}
      onKeyDown={onKeyDown}
      onFocus={() => onFocus(true)}
      onBlur={() => onFocus(false)}
      className="pointer-events-none absolute inset-0"
    >
      {options.map(({ fromMs, label }, index) => (
        <div
          key={fromMs}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === roving.active}
          className="sr-only"
        >
          {label}
        </div>
      ))}
    </div>
  );
}
