import type { FacetName } from "../../src/core/rollup/facets.ts";
import type { RecordFilter, TimeWindow } from "../../src/core/rollup/query.ts";
import { formatBucket, formatInstant } from "../../src/core/view-model/format.ts";
import type { PanelView } from "../../src/core/view-model/panel-view.ts";
import { TextButton } from "../components/button.tsx";
import { Icon } from "../components/icon.tsx";
import { RecordText } from "../components/record-text.tsx";
import {
  clearedFilter,
  clearPart,
  FACET_LISTS,
  isFiltered,
  toggleValue,
  withFilter,
} from "../state/intent-changes.ts";
import { usePanelState, usePanelStore } from "../state/panel-context.ts";
import { S } from "../strings.ts";
import { keyLabel, shortId } from "../text/labels.ts";
import { facetValueLabel } from "./filters.tsx";

interface Chip {
  readonly id: string;
  readonly name: string;
  readonly value: string;
  readonly without: RecordFilter;
}

/** What the feed is narrowed to, each part one click from gone. */
export function Chips({ view }: { readonly view: PanelView }) {
  const store = usePanelStore();
  const { filter } = usePanelState().intent.feed;
  if (!isFiltered(filter)) return null;
  return (
    <ul aria-label={S.feed.active} className="flex flex-wrap items-center gap-1 pb-1">
      {chipsOf(filter, view).map((chip) => (
        <li key={chip.id} className="min-w-0">
          <button
            type="button"
            aria-label={S.feed.remove(S.feed.chip(chip.name, chip.value))}
            onClick={() => store.change(withFilter(chip.without))}
            className="flex h-[20px] max-w-[220px] items-center rounded-[3px] bg-track pr-0.5 pl-1.5 text-label hover:bg-toolbar-hover hc:border hc:border-contrast"
          >
            <span className="shrink-0 whitespace-pre text-muted">{`${chip.name}: `}</span>
            <RecordText text={chip.value} />
            <Icon name="close" className="scale-75" />
          </button>
        </li>
      ))}
      <li>
        <TextButton
          look="link"
          className="text-label"
          onClick={() => store.change(withFilter(clearedFilter()))}
        >
          {S.feed.clear}
        </TextButton>
      </li>
    </ul>
  );
}

const FACETS: readonly FacetName[] = ["workflow", "provider", "model", "tier", "status", "tag"];

function chipsOf(filter: RecordFilter, view: PanelView): readonly Chip[] {
  const chips: Chip[] = [];
  for (const facet of FACETS) {
    const list = FACET_LISTS[facet];
    for (const value of filter[list]) {
      const name = S.feed.facets[facet];
      const without = toggleValue(filter, list, value);
      chips.push({ id: `${facet}:${value}`, name, value: facetValueLabel(facet, value), without });
    }
  }
  for (const stage of filter.stages) {
    const without = toggleValue(filter, "stages", stage);
    chips.push({ id: `stage:${stage}`, name: S.feed.chipStage, value: keyLabel(stage), without });
  }
  if (filter.runId !== null) {
    const without = clearPart(filter, "runId");
    chips.push({ id: "run", name: S.feed.chipRun, value: shortId(filter.runId), without });
  }
  if (filter.window !== null) {
    const without = clearPart(filter, "window");
    chips.push({ id: "window", name: S.feed.chipWindow, value: windowLabel(filter.window, view), without });
  }
  return chips;
}

/** The bucket of the chart where there is one, else both ends. */
export function windowLabel(window: TimeWindow, { cost, timeZone, locale }: PanelView): string {
  const bucket = cost.buckets.find(({ fromMs, toMs }) => fromMs === window.fromMs && toMs === window.toMs);
  if (bucket) return formatBucket(bucket.fromMs, cost.unit, timeZone, locale);
  const from = window.fromMs === null ? "" : formatInstant(window.fromMs, timeZone, locale);
  const to = window.toMs === null ? "" : formatInstant(window.toMs, timeZone, locale);
  return `${from} – ${to}`;
}
