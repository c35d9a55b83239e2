import type { Card } from "../../src/core/view-model/panel-view.ts";
import { IconButton } from "../components/button.tsx";
import { ErrorBoundary } from "../components/error-boundary.tsx";
import { withFeed, withPeek } from "../state/intent-changes.ts";
import { usePanelStore } from "../state/panel-context.ts";
import { S } from "../strings.ts";
import { Spark } from "./spark.tsx";

export interface CardsProps {
  readonly cards: readonly Card[];
  /** Inner width of the panel, px. */
  readonly widthPx: number;
}

/** The figures of the range: 2 by 2 in the side bar, one row in the dashboard, one column when very narrow. */
export function Cards({ cards, widthPx }: CardsProps) {
  const columns = columnCount(widthPx, cards.length);
  return (
    <ErrorBoundary>
      <ul
        aria-label={S.cards.label}
        className="grid gap-px overflow-hidden rounded-[4px] border border-line bg-line hc:gap-1 hc:border-none hc:bg-transparent"
        style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}
      >
        {cards.map((card) => (
          <CardItem key={card.id} card={card} isSmall={widthPx / columns < SMALL_PX} />
        ))}
      </ul>
    </ErrorBoundary>
  );
}

/** Never a lonely card in the last row: 6 as 3 by 2, 4 as 2 by 2. */
export function columnCount(widthPx: number, cards: number): number {
  if (widthPx < 220) return 1;
  if (widthPx < 480) return Math.min(2, cards);
  if (widthPx < 720) return cards % 3 === 0 ? 3 : Math.min(2, cards);
  return Math.min(6, Math.max(1, cards));
}

/** A card below this width has room for its change or its note, not for both. */
const SMALL_PX = 170;

interface CardItemProps {
  readonly card: Card;
  readonly isSmall: boolean;
}

function CardItem({ card, isSmall }: CardItemProps) {
  const store = usePanelStore();
  const drill = () =>
    store.drill(card.label, withFeed({ kind: card.drill.kind, filter: card.drill.filter }), "feed");
  const explain = () =>
    store.drill(S.cards.explain(card.label), withPeek({ kind: "explain", figure: card.id }), "peek");
  return (
    <li className="group relative h-[72px] min-w-0 bg-page hc:border hc:border-contrast">
      <Spark points={card.spark} />
      <button
        type="button"
        title={tooltipOf(card)}
        onClick={drill}
        className="absolute inset-0 flex flex-col justify-start px-2 pt-2 text-left hover:bg-hover"
      >
        <CardText card={card} isSmall={isSmall} />
      </button>
      <IconButton
        icon="info"
        label={S.cards.explain(card.label)}
        onClick={explain}
        className="absolute top-1 right-1 text-muted opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 hc:opacity-100"
      />
    </li>
  );
}

function CardText({ card, isSmall }: CardItemProps) {
  const note = isSmall && card.change ? null : card.note;
  return (
    <>
      <span
        className={
          card.isReported
            ? "max-w-full truncate text-figure font-light tabular-nums"
            : "flex h-[26px] max-w-full items-center truncate text-muted"
        }
      >
        {card.value}
      </span>
      <span className="flex max-w-full gap-1 overflow-hidden text-label whitespace-nowrap text-muted">
        <span className="shrink-0">{card.label}</span>
        {card.change ? (
          <span className={`shrink-0 tabular-nums ${SENTIMENT[card.change.sentiment]}`}>
            {card.change.text}
            <span className="sr-only">{`, ${card.change.title}`}</span>
          </span>
        ) : null}
        {note === null ? null : <span className="truncate tabular-nums">· {note}</span>}
      </span>
    </>
  );
}

const SENTIMENT = { good: "text-good", bad: "text-error", neutral: "text-muted" } as const;

/** The figure in full, whatever the card has room for, and what choosing it does. */
function tooltipOf({ label, value, isReported, note, change }: Card): string {
  const figure = isReported ? `${label} ${value}` : `${label}: ${S.notReportedTitle}`;
  return [figure, note, change?.title, S.cards.drill(label)].filter(Boolean).join("\n");
}
