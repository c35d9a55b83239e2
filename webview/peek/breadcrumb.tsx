import { IconButton } from "../components/button.tsx";
import { Icon } from "../components/icon.tsx";
import { RecordText } from "../components/record-text.tsx";
import { usePanelState, usePanelStore } from "../state/panel-context.ts";
import { S } from "../strings.ts";

export interface BreadcrumbProps {
  /** How many steps there is room for; older ones are behind Back. */
  readonly steps: number;
}

/** The way here: each step leads back to its filters, page and scroll. */
export function Breadcrumb({ steps }: BreadcrumbProps) {
  const store = usePanelStore();
  const { trail, placeLabel } = usePanelState();
  const hidden = Math.max(0, trail.length - steps);
  return (
    <nav aria-label={S.breadcrumb} className="flex min-w-0 flex-1 items-center">
      <IconButton icon="arrow-left" label={S.back} onClick={() => store.back()} className="-ml-1" />
      <ol className="flex min-w-0 flex-1 items-center text-label text-muted">
        {hidden > 0 ? <li className="shrink-0">…</li> : null}
        {trail.slice(hidden).map((place, step) => (
          <li key={`${hidden + step}`} className="flex min-w-[24px] shrink-2 items-center">
            <button
              type="button"
              onClick={() => store.back(hidden + step)}
              className="flex min-w-0 hover:text-link hover:underline"
            >
              <RecordText text={place.label || S.overview} />
            </button>
            <Icon name="chevron-right" className="scale-75" />
          </li>
        ))}
        {/* Whole factors: with less than 1 in sum, what is too long would not shrink all the way. */}
        <li aria-current="page" className="flex min-w-[24px] shrink text-fg">
          <RecordText text={placeLabel || S.overview} />
        </li>
      </ol>
    </nav>
  );
}
