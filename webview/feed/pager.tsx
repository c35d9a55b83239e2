import { formatInteger } from "../../src/core/view-model/format.ts";
import { FEED_PAGE_SIZE } from "../../src/core/view-model/panel-intent.ts";
import { IconButton } from "../components/button.tsx";
import { S } from "../strings.ts";

export interface PagerProps {
  readonly offset: number;
  readonly shown: number;
  readonly total: number;
  readonly locale: string;
  readonly onGo: (offset: number) => void;
}

/** Where the last page starts. */
export function lastOffset(total: number): number {
  return Math.max(0, Math.ceil(total / FEED_PAGE_SIZE) - 1) * FEED_PAGE_SIZE;
}

/** First, previous, next, last, and where the page stands: "41–60 of 1,234". */
export function Pager({ offset, shown, total, locale, onGo }: PagerProps) {
  if (total === 0) return null;
  const last = lastOffset(total);
  const count = (value: number) => formatInteger(value, locale);
  return (
    <nav aria-label={S.feed.pages} className="flex h-[28px] items-center gap-0.5">
      <span className="mr-auto truncate text-label text-muted tabular-nums">
        {S.feed.page(count(offset + 1), count(offset + shown), count(total))}
      </span>
      <IconButton icon="first" label={S.feed.first} disabled={offset === 0} onClick={() => onGo(0)} />
      <IconButton
        icon="chevron-left"
        label={S.feed.previous}
        disabled={offset === 0}
        onClick={() => onGo(Math.max(0, offset - FEED_PAGE_SIZE))}
      />
      <IconButton
        icon="chevron-right"
        label={S.feed.next}
        disabled={offset >= last}
        onClick={() => onGo(Math.min(last, offset + FEED_PAGE_SIZE))}
      />
      <IconButton icon="last" label={S.feed.last} disabled={offset >= last} onClick={() => onGo(last)} />
    </nav>
  );
}
