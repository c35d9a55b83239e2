import { useState } from "react";
import type { Facet } from "../../src/core/rollup/facets.ts";
import { formatCount } from "../../src/core/view-model/format.ts";
import type { PanelView } from "../../src/core/view-model/panel-view.ts";
import { Icon } from "../components/icon.tsx";
import { Popover } from "../components/popover.tsx";
import { RecordText } from "../components/record-text.tsx";
import { FACET_LISTS, hasValue, toggleValue, withFilter } from "../state/intent-changes.ts";
import { usePanelState, usePanelStore } from "../state/panel-context.ts";
import { S } from "../strings.ts";
import { keyLabel } from "../text/labels.ts";

export interface FiltersProps {
  readonly view: PanelView;
  readonly widthPx: number;
}

const ONE_MENU_PX = 480;

/** One drop-down for each facet that the data has values for; all in one where there is little room. */
export function Filters({ view, widthPx }: FiltersProps) {
  const { filter } = usePanelState().intent.feed;
  const facets = view.feed.facets.filter(
    ({ name, values }) => values.length > 0 || filter[FACET_LISTS[name]].length > 0,
  );
  return (
    <div role="group" aria-label={S.feed.filters} className="flex flex-wrap items-center gap-x-0.5">
      {widthPx < ONE_MENU_PX ? (
        <AllFacets facets={facets} locale={view.locale} />
      ) : (
        facets.map((facet) => <FacetMenu key={facet.name} facet={facet} locale={view.locale} />)
      )}
    </div>
  );
}

const TRIGGER =
  "flex h-[22px] items-center gap-1 rounded-[5px] px-1 text-label text-muted hover:bg-toolbar-hover hover:text-fg hc:border hc:border-transparent hc:hover:border-contrast";

function AllFacets({ facets, locale }: { readonly facets: readonly Facet[]; readonly locale: string }) {
  const { filter } = usePanelState().intent.feed;
  const chosen = facets.reduce((sum, { name }) => sum + filter[FACET_LISTS[name]].length, 0);
  return (
    <Popover
      label={S.feed.filter}
      trigger={<Trigger name={S.feed.filter} chosen={chosen} />}
      triggerClassName={TRIGGER}
      widthPx={260}
    >
      {facets.map((facet) => (
        <fieldset key={facet.name} className="pb-2">
          <legend className="text-label font-semibold">{S.feed.facets[facet.name]}</legend>
          <FacetValues facet={facet} locale={locale} />
        </fieldset>
      ))}
    </Popover>
  );
}

function Trigger({ name, chosen }: { readonly name: string; readonly chosen: number }) {
  return (
    <>
      <span>{name}</span>
      {chosen > 0 ? (
        <>
          <span className="sr-only">{S.feed.selected(chosen)}</span>
          <span
            aria-hidden="true"
            className="rounded-full bg-badge px-[5px] text-label leading-[14px] text-badge-fg"
          >
            {chosen}
          </span>
        </>
      ) : null}
      <Icon name="chevron-down" className="-mx-0.5 scale-75" />
    </>
  );
}

interface FacetMenuProps {
  readonly facet: Facet;
  readonly locale: string;
}

function FacetMenu({ facet, locale }: FacetMenuProps) {
  const { filter } = usePanelState().intent.feed;
  const chosen = filter[FACET_LISTS[facet.name]].length;
  const name = S.feed.facets[facet.name];
  return (
    <Popover
      label={name}
      trigger={<Trigger name={name} chosen={chosen} />}
      triggerClassName={TRIGGER}
      widthPx={240}
    >
      <FacetValues facet={facet} locale={locale} />
    </Popover>
  );
}

const SEARCH_FROM = 8;

function FacetValues({ facet, locale }: FacetMenuProps) {
  const [search, setSearch] = useState("");
  const { filter } = usePanelState().intent.feed;
  const name = S.feed.facets[facet.name];
  // Chosen values stay in the list although another filter left none of them.
  const known = new Set(facet.values.map(({ value }) => value));
  const chosen: readonly string[] = filter[FACET_LISTS[facet.name]];
  const gone = chosen.filter((value) => !known.has(value)).map((value) => ({ value, count: 0 }));
  const all = [...facet.values, ...gone];
  const shown = all.filter(({ value }) => keyLabel(value).toLowerCase().includes(search.toLowerCase()));
  return (
    <>
      {all.length > SEARCH_FROM ? (
        <input
          type="search"
          aria-label={S.feed.search(name)}
          placeholder={S.feed.search(name)}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          className="mb-1 h-[24px] w-full rounded-[4px] border border-input-line bg-input px-2 text-input-fg"
        />
      ) : null}
      <ul>
        {shown.map(({ value, count }) => (
          <FacetValue key={value} facet={facet} value={value} count={formatCount(count, locale)} />
        ))}
      </ul>
      {shown.length === 0 ? <p className="text-muted">{S.feed.noMatch}</p> : null}
      {facet.otherCount > 0 ? (
        <p className="pt-1 text-label text-muted">{S.feed.others(formatCount(facet.otherCount, locale))}</p>
      ) : null}
    </>
  );
}

interface FacetValueProps {
  readonly facet: Facet;
  readonly value: string;
  readonly count: string;
}

function FacetValue({ facet, value, count }: FacetValueProps) {
  const store = usePanelStore();
  const { filter } = usePanelState().intent.feed;
  const list = FACET_LISTS[facet.name];
  return (
    <li>
      <label className="flex h-[22px] items-center gap-2 rounded-[3px] px-1 hover:bg-hover">
        <input
          type="checkbox"
          checked={hasValue(filter, list, value)}
          onChange={() =>
            store.change((intent) => withFilter(toggleValue(intent.feed.filter, list, value))(intent))
          }
          className="accent-button"
        />
        <RecordText text={facetValueLabel(facet.name, value)} className="flex-1" />
        <span className="text-label text-muted tabular-nums">{count}</span>
      </label>
    </li>
  );
}

/** Statuses have words of their own; other values are names of the data. */
export function facetValueLabel(name: Facet["name"], value: string): string {
  if (name !== "status") return keyLabel(value);
  return Object.entries(S.status).find(([status]) => status === value)?.[1] ?? value;
}
