import { formatCount, formatDuration, formatInstant, formatUsd } from "../../src/core/view-model/format.ts";
import { Figure } from "../components/figure.tsx";
import { Icon } from "../components/icon.tsx";
import { RecordText } from "../components/record-text.tsx";
import { S } from "../strings.ts";
import { visibleText } from "../text/safe-text.ts";
import type { CellContext } from "./cell-context.ts";

export const usd = (value: number | null, { locale }: CellContext) => (
  <Figure isCompact value={value === null ? null : formatUsd(value, locale)} />
);
export const time = (value: number | null, { locale }: CellContext) => (
  <Figure isCompact value={value === null ? null : formatDuration(value, locale)} />
);
export const count = (value: number | null, { locale }: CellContext) => (
  <Figure isCompact value={value === null ? null : formatCount(value, locale)} />
);
export const instant = (value: number | null, { timeZone, locale }: CellContext) => (
  <Figure
    isCompact
    value={value === null ? null : formatInstant(value, timeZone, locale)}
    className="truncate"
  />
);
export const text = (value: string | null) =>
  value === null ? (
    <Figure isCompact value={null} />
  ) : (
    <RecordText text={value} className="text-muted group-aria-selected:text-inherit" />
  );

/** Workflow and step in one cell; the workflow is cut last. */
export function Name({
  workflow,
  detail,
  tags,
}: {
  readonly workflow: string | null;
  readonly detail: string | null;
  readonly tags: readonly string[];
}) {
  const title = [workflow ?? S.notReported, detail]
    .filter((part) => part !== null)
    .map(visibleText)
    .join(" · ");
  return (
    <span className="flex min-w-0 items-center gap-1" title={title}>
      {workflow === null ? (
        <Figure isCompact value={null} />
      ) : (
        <RecordText text={workflow} title={title} className="max-w-full shrink-0" />
      )}
      {detail === null ? null : (
        <>
          <span aria-hidden="true" className="text-muted group-aria-selected:text-inherit">
            ·
          </span>
          <RecordText text={detail} title={title} className="text-muted group-aria-selected:text-inherit" />
        </>
      )}
      {tags.length === 0 ? null : (
        <span className="inline-flex shrink-0 items-center" title={tags.map(visibleText).join(", ")}>
          <Icon name="tag" className="scale-75 text-muted" />
          <span className="sr-only">{`${S.feed.columns.tags}: ${tags.map(visibleText).join(", ")}`}</span>
        </span>
      )}
    </span>
  );
}
