import { formatCount, formatDay } from "../../src/core/view-model/format.ts";
import type { PanelView } from "../../src/core/view-model/panel-view.ts";
import { Icon } from "../components/icon.tsx";
import { useAge } from "../hooks/use-age.ts";
import { withPeek } from "../state/intent-changes.ts";
import { usePanelState, usePanelStore } from "../state/panel-context.ts";
import { S } from "../strings.ts";

/** What the figures rest on, in one line; opens the data health. */
export function HealthLine({ view }: { readonly view: PanelView }) {
  const store = usePanelStore();
  const { health, locale } = view;
  // Not the view's: the files are looked at more often than there is a new view.
  const { checkedAtMs } = usePanelState();
  const age = useAge(checkedAtMs);
  const parts = [S.health.line(formatCount(health.files, locale), formatCount(health.records, locale))];
  if (health.twinsMerged > 0) parts.push(S.health.twins(formatCount(health.twinsMerged, locale)));
  if (health.problemCount > 0) parts.push(S.health.problems(formatCount(health.problemCount, locale)));
  const counts = parts.join(" · ");
  const fresh = health.isStale ? staleText(view) : S.health.updated(age);
  const isOdd = health.isStale || health.problemCount > 0;
  return (
    <footer className="shrink-0 border-t border-line">
      <button
        type="button"
        title={`${counts} · ${fresh}\n${S.health.open}`}
        onClick={() => store.drill(S.health.title, withPeek({ kind: "health" }), "peek")}
        className="flex h-[24px] w-full items-center gap-1 px-3 text-left text-label text-muted hover:bg-hover hover:text-fg"
      >
        <Icon name={isOdd ? "warning" : "pulse"} className={isOdd ? "text-warning" : ""} />
        <span className="truncate tabular-nums">{counts}</span>
        <span className="shrink-0 tabular-nums">· {fresh}</span>
      </button>
    </footer>
  );
}

function staleText({ health, timeZone, locale }: PanelView): string {
  if (health.newestRecordAtMs === null) return S.health.staleNever;
  return S.health.stale(formatDay(health.newestRecordAtMs, timeZone, locale));
}
